import Glibc

/// A process that no other one is taken for: not one of the same number after it, nor one after the machine's next start.
package struct ProcessIdentity: Sendable, Hashable {
    /// The kernel's id of this start of the machine.
    package let boot: String
    package let process: Int32
    /// When it began, in the kernel's ticks since the machine's start.
    package let start: UInt64

    /// As it is kept with a tick: `BOOT PROCESS START`.
    package var text: String { "\(boot) \(process) \(start)" }

    package init(boot: String, process: Int32, start: UInt64) {
        self.boot = boot
        self.process = process
        self.start = start
    }

    /// Reads what `text` wrote; nil where it is something else.
    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, let process = Int32(parts[1]), process > 0, let start = UInt64(parts[2]) else {
            return nil
        }
        self.init(boot: String(parts[0]), process: process, start: start)
    }

    /// A process that is there now; nil when there is none of this number.
    package init?(of process: Int32) {
        guard let boot = Self.read("/proc/sys/kernel/random/boot_id")?.split(separator: "\n").first,
            let status = Self.read("/proc/\(process)/stat")
        else { return nil }
        // The name of the program stands in parentheses and may hold anything, parentheses too.
        let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
        // A process that has ended and that nobody has asked for its end yet does nothing more.
        guard fields.count > 19, !["Z", "X"].contains(fields[0]), let start = UInt64(fields[19]) else { return nil }
        self.init(boot: String(boot), process: process, start: start)
    }

    /// The process that asks.
    package static let own = ProcessIdentity(of: getpid()) ?? ProcessIdentity(boot: "-", process: getpid(), start: 0)

    /// Whether it runs still.
    package var isAlive: Bool { ProcessIdentity(of: process) == self }

    /// Whether the process that a tick is owned by runs still; a text of another form is nobody's.
    package static func isAlive(_ text: String) -> Bool { ProcessIdentity(text)?.isAlive ?? false }

    /// A small file of the kernel's.
    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
