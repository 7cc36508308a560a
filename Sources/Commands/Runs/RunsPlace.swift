import ArgumentParser
import Glibc
import Host
import Journal

extension Surroundings {
    /// Where runs are entered; nil when none ever was, and then nothing is made.
    func runs() throws(HostError) -> JournalPlace? {
        let folder = try homes().state
        guard access(folder + "/" + JournalDatabase.fileName, F_OK) == 0 || errno != ENOENT else { return nil }
        return JournalPlace(folder: folder, opening: JournalOnDemand(folder: folder))
    }

    /// Where runs are entered, and one of them.
    ///
    /// - Parameter name: its id, the beginning of it, or `last`.
    /// - Returns: both.
    /// - Throws: `HostError` when there is none, or several; `JournalError`.
    func run(named name: String) async throws -> (place: JournalPlace, run: RunRecord) {
        guard let place = try runs() else { throw RunChoice.nothing(named: name) }
        return (place, try await RunChoice(place.store).choose(name))
    }

    /// Writes data of which there may be much.
    ///
    /// - Throws: `HostError` when it cannot be written; where nobody reads it any more, as behind `| head`, the exit code
    ///   alone.
    func stream(_ bytes: [UInt8]) throws {
        console.print(bytes)
        guard let failure = console.flush() else { return }
        guard !console.isUnread else { throw ArgumentParser.ExitCode(Host.ExitCode.scriptError) }
        throw HostError(.unavailable, "", failure)
    }
}
