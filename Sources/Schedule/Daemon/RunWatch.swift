import CLinux
import Glibc
import Host
import Journal
import Webex

/// Looks how one run stands: in the journal, and by the lock that it holds while it runs.
struct RunWatch: Sendable {
    /// Milliseconds between two looks at a run of another process's.
    private static let pace: Int64 = 1000
    /// How often a journal that cannot be read is tried before a process's word alone counts.
    private static let patience = 60

    let run: String
    let place: JournalPlace
    let clock: WallClock

    /// How often the run was begun or gone on with; 0 when it is not in the journal.
    ///
    /// - Throws: `HostError` when the journal cannot be read.
    func attempts() async throws(HostError) -> Int {
        try await record()?.attempts ?? 0
    }

    /// How it stands.
    ///
    /// - Throws: `HostError` when the journal cannot be read.
    func standing() async throws(HostError) -> RunStanding {
        guard let record = try await record() else { return place.locks.isRunning(run) ? .running : .unknown }
        do throws(JournalError) {
            let (record, state) = try await place.standing(of: record)
            guard let end = record.end else { return state == .running ? .running : .cutOff }
            return .ended(end.exitCode, failure: end.failure)
        } catch { throw Self.failure(error) }
    }

    /// Waits for its end, in whatever process it runs.
    ///
    /// A cancel of the task ends the wait with `cutOff`.
    func end() async -> RunStanding {
        var tries = 0
        while true {
            do throws(HostError) {
                let standing = try await standing()
                guard standing == .running else { return standing }
                tries = 0
            } catch {
                tries += 1
                guard tries < Self.patience || place.locks.isRunning(run) else { return .cutOff }
            }
            do { try await clock.sleep(Self.pace) } catch { return .cutOff }
        }
    }

    /// How it stands when the process has ended that was to begin it or go on with it.
    ///
    /// - Parameters:
    ///   - exit: how the process ended.
    ///   - before: the attempts that the run had before.
    ///   - told: what the process said of its failure.
    /// - Returns: how it stands, never `running`.
    func end(of exit: ChildProcess.Exit, before: Int, told: () -> String?) async -> RunStanding {
        // Where another process was first, its end is that of the run.
        let isOthers = place.locks.isRunning(run)
        let standing = await end()
        let attempts = (try? await attempts()) ?? before
        switch (standing, exit) {
        case (.ended, _) where isOthers || attempts > before: return standing
        case (.cutOff, _) where isOthers: return standing
        // Refused since another process had begun it, which is gone by now without a word.
        case (.cutOff, .code(ExitCode.usage)) where attempts > before: return standing
        // Of a process that came to an end of its own, its code tells more than a journal in which nothing can be entered.
        case (_, .code(let code)): return .ended(code, failure: code == 0 ? nil : told())
        case (_, .signal): return attempts == 0 ? .unknown : .cutOff
        }
    }

    /// Sends a signal to the process that runs it.
    func signal(_ number: Int32) {
        guard let process = place.locks.process(of: run) else { return }
        let descriptor = clinux_process(process)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Looked at again: between the two its number could have become another's.
        guard place.locks.process(of: run) == process else { return }
        _ = clinux_signal(descriptor, number)
    }

    private func record() async throws(HostError) -> RunRecord? {
        do throws(JournalError) { return try await place.store.run(run) } catch { throw Self.failure(error) }
    }

    private static func failure(_ error: JournalError) -> HostError { HostError(.unavailable, "", "\(error)") }
}
