import JSON

/// In which order objects are restored: what one of them still needs, or is in the way of another, decides before all else.
///
/// What was created goes once nothing mentions it any more and nothing lies beneath it; what was deleted is there again
/// before it is mentioned; and a name is free before it is given back. For the rest the last change is taken back first.
struct UndoOrder {
    private let objects: [ObjectDeeds]
    private let key: (String) -> String?
    /// For each object those that come before it.
    private var ahead: [[Int]]

    /// The objects in the order in which they are restored.
    ///
    /// - Parameters:
    ///   - objects: in any order.
    ///   - key: the natural key of a resource.
    /// - Returns: all of them.
    static func arranged(_ objects: [ObjectDeeds], key: @escaping (String) -> String?) -> [ObjectDeeds] {
        let latestFirst = objects.sorted { $0.moment > $1.moment }
        var order = UndoOrder(latestFirst, key: key)
        order.linkMentions()
        order.linkNames()
        return order.sorted()
    }

    private init(_ objects: [ObjectDeeds], key: @escaping (String) -> String?) {
        self.objects = objects
        self.key = key
        ahead = Array(repeating: [], count: objects.count)
    }

    private mutating func link(_ first: Int, before second: Int) {
        if first != second { ahead[second].append(first) }
    }

    private mutating func linkMentions() {
        var created: [String: Int] = [:], deleted: [String: Int] = [:]
        for (place, object) in objects.enumerated() {
            guard let id = object.path.last else { continue }
            switch object.kind {
            case .created: created[id] = place
            case .deleted: deleted[id] = place
            case .updated, nil: continue
            }
        }
        for (place, object) in objects.enumerated() {
            var holds: Set<String> = [], gets: Set<String> = []
            object.eachText { text, isLeft in
                if isLeft, created[text] != nil { holds.insert(text) }
                if !isLeft, deleted[text] != nil { gets.insert(text) }
            }
            for parent in object.path.dropLast() {
                if created[parent] != nil { holds.insert(parent) }
                if deleted[parent] != nil { gets.insert(parent) }
            }
            for id in holds.sorted() { created[id].map { link(place, before: $0) } }
            for id in gets.sorted() { deleted[id].map { link($0, before: place) } }
        }
    }

    private mutating func linkNames() {
        var holders: [String: Int] = [:]
        for (place, object) in objects.enumerated() {
            if let name = object.heldName(key) { holders[name] = place }
        }
        for (place, object) in objects.enumerated() {
            if let name = object.restoredName(key), let holder = holders[name] { link(holder, before: place) }
        }
    }

    /// The latest first, but each behind those that come before it.
    ///
    /// Where objects wait for one another in a circle, the one
    /// that was looked at first goes last.
    private func sorted() -> [ObjectDeeds] {
        var isSeen = Array(repeating: false, count: objects.count)
        var order: [ObjectDeeds] = []
        order.reserveCapacity(objects.count)
        for start in objects.indices where !isSeen[start] {
            isSeen[start] = true
            var path = [(place: start, next: 0)]
            while let (place, next) = path.last {
                guard next < ahead[place].count else {
                    order.append(objects[place])
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let other = ahead[place][next]
                if !isSeen[other] {
                    isSeen[other] = true
                    path.append((place: other, next: 0))
                }
            }
        }
        return order
    }
}

extension ObjectDeeds {
    fileprivate var path: [String] { target.split(separator: "/").map(String.init) }

    /// By which change it has its place among others: what was created goes when its create is taken back.
    fileprivate var moment: Int64 { kind == .created ? first : last }

    /// All texts in the object: as it was left, and as it will be.
    fileprivate func eachText(_ visit: (_ text: String, _ isLeft: Bool) -> Void) {
        switch kind {
        case .created: left.map { JSONValue.object($0).eachText { visit($0, true) } }
        case .deleted: before.map { JSONValue.object($0).eachText { visit($0, false) } }
        case .updated, nil:
            for field in fields {
                field.left.eachText { visit($0, true) }
                field.was.eachText { visit($0, false) }
            }
        }
    }

    /// The name that the object has now, if it is to lose it.
    fileprivate func heldName(_ key: (String) -> String?) -> String? {
        guard let key = key(resource) else { return nil }
        switch kind {
        case .created: return place(left.flatMap { TwinSearch.value(of: key, in: $0) })
        case .updated: return place(fields.first { $0.name == key }?.left.string)
        case .deleted, nil: return nil
        }
    }

    /// The name that the object gets back.
    fileprivate func restoredName(_ key: (String) -> String?) -> String? {
        guard let key = key(resource) else { return nil }
        switch kind {
        case .deleted: return place(before.flatMap { TwinSearch.value(of: key, in: $0) })
        case .updated: return place(fields.first { $0.name == key }?.was.string)
        case .created, nil: return nil
        }
    }

    private func place(_ name: String?) -> String? { name.map { "\(resource) \($0.lowercased())" } }
}
