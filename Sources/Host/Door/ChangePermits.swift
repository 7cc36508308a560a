import Catalog
import Synchronization

/// Lets changes of the org through as far as the run's permissions go, before anything of them is sent.
///
/// The one place where this is decided. A refusal is final for `run.rows`: every further row would be refused alike.
/// Safe to call from any task.
final class ChangePermits: Sendable {
    private let permissions: Permissions
    /// Changes that were let through.
    private let used: Mutex<Int>

    /// - Parameters:
    ///   - permissions: how far the run's permissions go.
    ///   - used: changes that earlier attempts of the run have made.
    init(_ permissions: Permissions, used: Int = 0) {
        self.permissions = permissions
        self.used = Mutex(used)
    }

    /// Lets an operation through.
    ///
    /// - Parameters:
    ///   - operation: what is to be sent.
    ///   - changes: how many objects it changes; a request for many is let through whole or not at all.
    ///   - deletes: whether any of them is deleted.
    ///   - isRaw: whether it is in no catalog: nobody can say what it does.
    /// - Throws: `denied`, naming the option that would permit it.
    func admit(_ operation: Operation, changes: Int, deletes: Bool, isRaw: Bool = false) throws(HostError) {
        guard operation.safety != .read else { return }
        guard !permissions.isReadOnly else {
            throw refusal(
                operation,
                "this would change the org, and the run may only read",
                "leave --read-only out",
                asksFor: permissions.granted?.changes == 0 ? "changes" : nil
            )
        }
        guard !isRaw || permissions.allowsRaw else {
            throw refusal(
                operation,
                "no operation describes this request, and nobody knows what it changes",
                permissions.plugin == nil
                    ? "permit such requests with --allow-raw"
                    : "a command may send such with --allow-raw; hooks and sinks may not"
            )
        }
        guard !deletes || permissions.allowsDeletes else {
            throw refusal(
                operation,
                "this would delete, which the run may not",
                "permit it with --allow-deletes",
                asksFor: permissions.granted?.allowsDeletes == false ? "deletes" : nil
            )
        }
        guard let most = permissions.changes else { return }
        let before = used.withLock { used in
            let before = used
            if before + changes <= most { used += changes }
            return before
        }
        guard before + changes > most else { return }
        let these = changes == 1 ? "change \(before + 1)" : "changes \(before + 1) to \(before + changes)"
        throw refusal(
            operation,
            "this would be \(these) of the org, and the run may make \(most)",
            "allow more with --allow-changes",
            asksFor: permissions.granted?.changes == most ? "changes" : nil
        )
    }

    /// Gives back the changes of an operation that was let through, and of which the service did nothing.
    func giveBack(_ changes: Int, of operation: Operation) {
        guard operation.safety != .read, permissions.changes != nil else { return }
        used.withLock { $0 -= changes }
    }

    /// `field`: what the manifest of the plugin whose code is run would have to ask for; nil where its grant is wide enough, and
    /// what a person said of the run is not.
    private func refusal(
        _ operation: Operation,
        _ problem: String,
        _ hint: String,
        asksFor field: String? = nil
    ) -> HostError {
        guard let plugin = permissions.plugin, let field else {
            return HostError(.denied, operation.name, problem, hint: hint, isFinal: true)
        }
        return HostError(
            .denied,
            operation.name,
            "\(problem): more was not granted to plugin \(plugin)",
            hint: "its manifest asks for permissions.\(field); patchbay plugin update \(plugin) asks you to grant it",
            isFinal: true
        )
    }
}
