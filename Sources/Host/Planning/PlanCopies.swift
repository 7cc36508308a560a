import Glibc

/// The plans that runs carry out, kept beside the journal: who goes on with a run does not depend on the file that a person
/// had.
package struct PlanCopies: Sendable {
    private let folder: String

    /// - Parameter folder: where they lie; made for the first.
    package init(folder: String) { self.folder = folder }

    /// Keeps the plan of a run, durably and for the user alone.
    ///
    /// - Throws: `HostError` where it cannot be written.
    func keep(_ plan: Plan, of run: String) throws(HostError) {
        try PrivateFile.replace(path(run), PlanFile.text(plan), mode: 0o600)
    }

    /// The plan that a run carries out.
    ///
    /// - Throws: `HostError` where it is gone, or not as it was.
    package func plan(of run: String) throws(HostError) -> Plan {
        do throws(HostError) { return try PlanFile.read(path(run), currentFolder: folder) } catch {
            guard error.kind == .notFound else { throw error }
            throw HostError(.notFound, "run \(run)", "the plan that it carries out is gone: \(path(run))")
        }
    }

    /// Removes the plan of a run; without effect where it has none.
    func remove(_ run: String) { unlink(path(run)) }

    private func path(_ run: String) -> String { "\(folder)/\(run).json" }
}
