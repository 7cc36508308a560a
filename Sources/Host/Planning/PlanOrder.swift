import JSON

/// Which changes of a plan come after which others; all else may be done in any order and at once.
///
/// A change stands on earlier ones of its object, and on those that make what it sends the id of: without them it makes no
/// sense. All others that it follows must only have ended: a change of an object and one that mentions it keep their order;
/// a name is taken after whoever had it has let go of it; and what is done to nobody knows what keeps its place among all.
struct PlanOrder {
    /// The ids of objects that the plan changes, and what stands for such.
    private let known: Set<String>
    /// What comes to be of a person, by the name that changes of that person bear.
    private let followers: [String: [String]]
    /// The last change of an object, by its id.
    private var touched: [String: Int] = [:]
    /// The change without which there is no such object, by its id.
    private var makers: [String: Int] = [:]
    /// Changes that mention an object since then.
    private var mentioned: [String: [Int]] = [:]
    /// The last change that let go of a name, by resource and name.
    private var released: [String: Int] = [:]
    /// The last change that stands before all later ones.
    private var barrier: Int?
    private var sinceBarrier: [Int] = []

    /// Gives each change the numbers of those it stands on, and of those it follows.
    ///
    /// - Parameters:
    ///   - changes: in the order in which they were asked for.
    ///   - expected: what comes to be without a change of its own.
    ///   - key: the natural key of a resource.
    static func arrange(_ changes: inout [PlannedChange], expected: [ExpectedObject], key: (String) -> String?) {
        var order = PlanOrder(changes, expected)
        for place in changes.indices {
            let before = order.take(changes[place], key)
            changes[place].standsOn = before.made.sorted()
            changes[place].follows = before.ended.subtracting(before.made).sorted()
        }
    }

    private init(_ changes: [PlannedChange], _ expected: [ExpectedObject]) {
        var known = Set(expected.map(\.id))
        for change in changes { known.formUnion(Self.objects(of: change)) }
        self.known = known
        var followers: [String: [String]] = [:]
        for object in expected {
            if let email = object.fields["email"]?.string {
                followers[email.lowercased(), default: []].append(object.id)
            }
        }
        self.followers = followers
        for object in expected {
            touched[object.id] = object.standsOn
            makers[object.id] = object.standsOn
        }
    }

    /// The ids of what a change changes or makes.
    private static func objects(of change: PlannedChange) -> [String] {
        let own = change.target.split(separator: "/").last.map(String.init)
        return change.makes.compactMap(\.value.string) + [own].compactMap(\.self)
    }

    private mutating func take(
        _ change: PlannedChange,
        _ key: (String) -> String?
    ) -> (made: Set<Int>, ended: Set<Int>) {
        var made: Set<Int> = [], ended: Set<Int> = []
        let own = Set(Self.objects(of: change))
        var mentions: Set<String> = []
        for id in change.ids { collect(.string(id), into: &mentions) }
        for value in [.object(change.query), change.body ?? .null] { collect(value, into: &mentions) }
        for id in own { touched[id].map { _ = made.insert($0) } }
        for id in mentions { makers[id].map { _ = made.insert($0) } }
        // What it does not send only says what its object has to do with.
        for object in [change.before, change.after] { object.map { collect(.object($0), into: &mentions) } }
        if let barrier { ended.insert(barrier) }
        for id in mentions { touched[id].map { _ = ended.insert($0) } }
        for id in own { ended.formUnion(mentioned[id] ?? []) }
        let names = Self.names(change, key)
        if let taken = names.taken { released[taken].map { _ = ended.insert($0) } }
        if change.resource.isEmpty { ended.formUnion(sinceBarrier) }
        // Now it is itself what others come after. Whoever waits for what follows from a person waits for all that is
        // done to that person: a licence, above all.
        if change.resource == "person" || change.resource == "scim_user", let name = change.name?.lowercased() {
            for id in followers[name] ?? [] { (touched[id], makers[id]) = (change.number, change.number) }
        }
        for member in change.makes { member.value.string.map { makers[$0] = change.number } }
        for id in own {
            touched[id] = change.number
            mentioned[id] = []
        }
        for id in mentions.subtracting(own) { mentioned[id, default: []].append(change.number) }
        if let name = names.released { released[name] = change.number }
        sinceBarrier.append(change.number)
        if change.resource.isEmpty { (barrier, sinceBarrier) = (change.number, []) }
        return (made, ended)
    }

    private func collect(_ value: JSONValue, into mentions: inout Set<String>) {
        value.eachText { if known.contains($0) { mentions.insert($0) } }
    }

    /// The names that a change takes and lets go of.
    private static func names(
        _ change: PlannedChange,
        _ key: (String) -> String?
    ) -> (taken: String?, released: String?) {
        guard let key = key(change.resource) else { return (nil, nil) }
        func place(_ object: JSONObject?) -> String? {
            object.flatMap { TwinSearch.value(of: key, in: $0) }.map { "\(change.resource) \($0.lowercased())" }
        }
        let had = place(change.before), has = place(change.after)
        return had == has ? (nil, nil) : (has, had)
    }
}
