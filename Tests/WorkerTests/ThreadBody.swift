import CLinux
import Glibc

/// What a thread runs once.
final class ThreadBody {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }

    func run() { body() }

    /// Starts a worker on `socket`; 0 when it does not start.
    static func spawn(_ path: String, _ socket: Int32) -> pid_t {
        var process: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("patchbay-worker"), strdup("\(getpid())"), nil]
        defer { arguments.forEach { free($0) } }
        guard clinux_spawn_with_socket(path, &arguments, socket, &process) == 0 else { return 0 }
        // The thread goes when the worker has set itself to die with it: it then waits for its first frame.
        var waited = 0
        while waited < 2000, !isReading(process) {
            usleep(1000)
            waited += 1
        }
        return process
    }

    private static func isReading(_ process: pid_t) -> Bool {
        guard let file = fopen("/proc/\(process)/wchan", "r") else { return false }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = fread(&bytes, 1, 127, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self).contains("unix_stream")
    }
}
