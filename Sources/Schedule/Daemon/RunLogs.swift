import Glibc
import Host

/// What the runs of schedules write, a file for each: `NAME/RUN.log` in a folder of their own.
///
/// Of a schedule the latest 30 are kept, none longer than 14 days.
package struct RunLogs: Sendable {
    private static let most = 30
    private static let days: Int64 = 14
    private static let ending = ".log"
    /// How far back in a log a failure is looked for.
    private static let tail = 16 << 10

    private let folder: String

    /// - Parameter folder: where they lie; made at the first log.
    package init(folder: String) { self.folder = folder }

    /// Where the log of a run is.
    package func path(of run: String, schedule: String) -> String { "\(folder)/\(schedule)/\(run)\(Self.ending)" }

    /// Opens the log of a run to write behind what it holds.
    ///
    /// - Returns: a descriptor, which the caller closes, and how many bytes it holds.
    /// - Throws: `HostError` when there can be no such file.
    func open(_ run: String, schedule: String) throws(HostError) -> (descriptor: Int32, bytes: Int64) {
        let path = path(of: run, schedule: schedule)
        try HomeFolders.make("\(folder)/\(schedule)")
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostError.system(errno, path: path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw HostError.system(errno, path: path)
        }
        return (descriptor, Int64(status.st_size))
    }

    /// What a log says last of why its run failed, from a place on; nil when it says nothing of it.
    func failure(_ run: String, schedule: String, from start: Int64) -> String? {
        let descriptor = Glibc.open(path(of: run, schedule: schedule), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Self.tail)
        let count = pread(descriptor, &bytes, bytes.count, off_t(max(start, Int64(status.st_size) - Int64(Self.tail))))
        let lines = String(decoding: bytes[..<max(0, count)], as: UTF8.self).split(separator: "\n")
        let told = lines.last { $0.lowercased().hasPrefix("error:") }
        return told.map { String($0.dropFirst("error:".count).drop { $0 == " " }) }
    }

    /// Removes the logs that are too old or too many, but for those of runs that are running.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - isRunning: whether a run of this id is running.
    /// - Returns: how many were removed.
    package func prune(now: Int64, isRunning: (String) -> Bool) -> Int {
        var removed = 0
        for schedule in Self.names(folder) {
            removed += prune(schedule, now: now, isRunning: isRunning)
            // Of a schedule that is gone nothing is left; any other folder is not empty, and stays.
            rmdir("\(folder)/\(schedule)")
        }
        return removed
    }

    /// The same for the logs of one schedule.
    func prune(_ schedule: String, now: Int64, isRunning: (String) -> Bool) -> Int {
        var removed = 0
        let path = "\(folder)/\(schedule)"
        // Their names begin with the time, so that the latest are last.
        let logs = Self.names(path).filter { $0.hasSuffix(Self.ending) }.sorted()
        for (place, log) in logs.enumerated() {
            let run = String(log.dropLast(Self.ending.count))
            let isOne = RunID.isValid(run) && !isRunning(run)
            guard isOne, logs.count - place > Self.most || Self.age("\(path)/\(log)", now) > Self.days * 86_400_000
            else { continue }
            if unlink("\(path)/\(log)") == 0 { removed += 1 }
        }
        return removed
    }

    private static func age(_ path: String, _ now: Int64) -> Int64 {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        return now - Int64(status.st_mtim.tv_sec) * 1000
    }

    /// The names in a folder; none where there is no such folder.
    private static func names(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
