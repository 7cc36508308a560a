/// Schedules by when they are due next: a heap, so that a thousand of them cost no more than the few that are due.
struct DueQueue {
    private struct Entry {
        var time: Int64
        var name: String

        /// Schedules of one time come in the order of their names, so that the order is always the same.
        static func < (one: Entry, other: Entry) -> Bool { (one.time, one.name) < (other.time, other.name) }
    }

    /// The first is the earliest, and each comes before those at twice its place; one of an older time is left where it is.
    private var heap: [Entry] = []
    /// Until when each is not due; what the heap has besides is out of date.
    private(set) var times: [String: Int64] = [:]

    /// When the first is due; nil where none ever is.
    var first: Int64? {
        mutating get {
            dropStale()
            return heap.first?.time
        }
    }

    /// Sets when a schedule is due; nil takes it out.
    mutating func set(_ name: String, _ time: Int64?) {
        guard times[name] != time else { return }
        times[name] = time
        guard let time else { return }
        heap.append(Entry(time: time, name: name))
        rise(from: heap.count - 1)
    }

    /// Those that are due by a time; they stay as they are until they are set anew.
    mutating func due(by now: Int64) -> [String] {
        var due: [Entry] = []
        while let time = first, time <= now, let entry = pop() {
            // One may stand there twice, when it was set to another time and back.
            if due.last?.name != entry.name { due.append(entry) }
        }
        for entry in due {
            heap.append(entry)
            rise(from: heap.count - 1)
        }
        return due.map(\.name)
    }

    private mutating func dropStale() {
        while let entry = heap.first, times[entry.name] != entry.time { _ = pop() }
    }

    private mutating func pop() -> Entry? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        sink()
        return first
    }

    private mutating func rise(from place: Int) {
        var place = place
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink() {
        var place = 0
        while true {
            let least = [2 * place + 1, 2 * place + 2].filter { $0 < heap.count }.min { heap[$0] < heap[$1] }
            guard let least, heap[least] < heap[place] else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
