/// The tasks of a window of time, as far as an answer holds them.
struct TaskWindow: Sendable {
    let book: TaskBook
    /// The first instant, and the first behind the last.
    let first: Int64
    let stop: Int64
    let channels: Set<TaskBook.Channel>

    /// As many tasks as an answer may have, in the order in which it has them.
    func tasks(in order: TaskOrder, _ count: Int) -> [Int] {
        switch order {
        case .ascending: earliest(count)
        case .descending: latest(count)
        case .unordered: latest(count).sorted { mixed($0) < mixed($1) }
        }
    }

    /// The earliest tasks, at most so many.
    func earliest(_ count: Int) -> [Int] {
        var found: [Int] = []
        var task = book.firstTask(createdAtOrAfter: first)
        while task < book.count, found.count < count, book.createdTime(task) < stop {
            if channels.contains(book.channel(task)) { found.append(task) }
            task += 1
        }
        return found
    }

    private func latest(_ count: Int) -> [Int] {
        var found: [Int] = []
        var task = book.firstTask(createdAtOrAfter: stop) - 1
        while task >= 0, found.count < count, book.createdTime(task) >= first {
            if channels.contains(book.channel(task)) { found.append(task) }
            task -= 1
        }
        return found
    }

    private func mixed(_ task: Int) -> UInt64 { book.hash.number(.task, task, use: 16) }
}
