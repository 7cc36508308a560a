import Glibc
import Synchronization

/// The keys of rows beyond those that a worker remembers by itself: each hash with the row that had it first.
///
/// An open table in a file that has no name, so that ten million rows cost disk and not memory. The file's room is
/// reserved before it is used: a full disk is an error and not a signal. Safe to call from any thread.
final class SeenKeys: Sendable {
    private let table = Mutex<Table?>(nil)
    private let folder: String
    private let firstSlots: Int

    /// Nothing is made before the first key.
    ///
    /// - Parameters:
    ///   - folder: where the file goes; on a disk, as a rule.
    ///   - firstSlots: room at first, a power of two; it doubles as it fills.
    init(folder: String = "/var/tmp", firstSlots: Int = 1 << 20) {
        self.folder = folder
        self.firstSlots = firstSlots
    }

    /// The row that had this hash before; nil when none had, and `row` has it from now on.
    ///
    /// - Throws: `HostError` when the disk is full.
    func note(_ hash: Int64, row: Int64) throws(HostError) -> Int64? {
        try table.withLock { table throws(HostError) in
            if let held = table, held.isFull {
                table = try held.doubled(in: folder)
            } else if table == nil {
                table = try Table(slots: firstSlots, folder: folder)
            }
            return table?.note(hash, row: row)
        }
    }

    /// Slots of a hash and a row each, 16 bytes; row 0 marks one that is free, since rows are counted from 1.
    private final class Table {
        private let slots: Int
        private let memory: UnsafeMutableBufferPointer<Int64>
        private var count = 0

        init(slots: Int, folder: String) throws(HostError) {
            self.slots = slots
            let length = slots * 16
            var name = Array("\(folder)/patchbay-keys-XXXXXX".utf8CString)
            let file = mkstemp(&name)
            guard file >= 0 else { throw HostError.system(errno, path: folder) }
            unlink(&name)
            defer { close(file) }
            let error = posix_fallocate(file, 0, off_t(length))
            guard error == 0 else { throw HostError.system(error, path: folder) }
            let address = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
            guard let address, address != MAP_FAILED else { throw HostError.system(errno, path: folder) }
            memory = UnsafeMutableBufferPointer(start: address.assumingMemoryBound(to: Int64.self), count: slots * 2)
        }

        deinit { munmap(memory.baseAddress, slots * 16) }

        /// Whether so many slots are taken that looking for one takes long.
        var isFull: Bool { count * 10 >= slots * 7 }

        func note(_ hash: Int64, row: Int64) -> Int64? {
            var slot = Int(truncatingIfNeeded: UInt64(bitPattern: hash)) & (slots - 1)
            while memory[slot * 2 + 1] != 0 {
                if memory[slot * 2] == hash { return memory[slot * 2 + 1] }
                slot = (slot + 1) & (slots - 1)
            }
            memory[slot * 2] = hash
            memory[slot * 2 + 1] = row
            count += 1
            return nil
        }

        func doubled(in folder: String) throws(HostError) -> Table {
            let larger = try Table(slots: slots * 2, folder: folder)
            for slot in 0..<slots where memory[slot * 2 + 1] != 0 {
                _ = larger.note(memory[slot * 2], row: memory[slot * 2 + 1])
            }
            return larger
        }
    }
}
