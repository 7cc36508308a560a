import Catalog
import JSON

/// All that a run has done to one object, as one change: what it was before, and how the run left it.
struct ObjectDeeds: Sendable, Equatable {
    /// What all changes of the run come to.
    enum Kind: String, Sendable {
        case created, deleted, updated
    }

    let resource: String
    /// The ids that lead to it, with `/` between them.
    let target: String
    /// The number of the first change.
    let first: Int64
    /// The number of the last change.
    private(set) var last: Int64
    /// Whether the run created it.
    private var isMade = false
    private var isGone = false
    private(set) var fields: [Field] = []
    /// Fields that were changed while nobody knew what was in them.
    private(set) var unknown: Set<String> = []
    /// As the run left it, or deleted it, whole; nil where that is not known.
    private(set) var left: JSONObject?
    /// Whether `left` is what the service answered, and not only what was sent.
    private(set) var isLeftSure = false
    /// Whether the change before was in doubt and has been sent again.
    private var isRepeated = false

    init(resource: String, target: String, first: Int64) {
        self.resource = resource
        self.target = target
        self.first = first
        last = first
    }

    /// Nil where all of it together did nothing: what was created is deleted again.
    var kind: Kind? { isGone ? (isMade ? nil : .deleted) : isMade ? .created : .updated }

    /// The object as it was before the run changed it, whole; nil where that is not known.
    ///
    /// Of fields that nobody knew it has what the run left; secrets that were left out of it are not in it.
    var before: JSONObject? {
        guard var object = knownBefore else { return nil }
        for name in secrets { object[name] = JSONValue?.none }
        return object
    }

    /// The fields of the object as it was before which hold secrets that nobody kept.
    var secrets: [String] { (knownBefore ?? [:]).filter { $0.value.hidesSecret }.map(\.key).sorted() }

    private var knownBefore: JSONObject? {
        guard !isMade, var object = left else { return nil }
        for field in fields { object[field.name] = field.was.isNull ? nil : field.was }
        return object
    }

    /// Takes one more change in, the next one that the run made.
    ///
    /// `now` is when it was made; `isAgain` says that it was in doubt, and was sent again.
    mutating func take(_ deed: RunDeed, now: Int64, isAgain: Bool = false) {
        last = deed.number
        let told = deed.object(at: target)
        switch deed.changed.action {
        case .create:
            isMade = true
            isGone = false
            left = told ?? deed.changed.sent
            isLeftSure = told != nil
        case .delete:
            if let found = later(deed.before) {
                for place in fields.indices {
                    fields[place].meet(found[fields[place].name] ?? .null, next: nil, isRepeated: isRepeated)
                }
            }
            isGone = true
            left = deed.before ?? left
        case .update, .other:
            update(deed, told, now: now)
            isLeftSure = told != nil
        }
        isRepeated = isAgain
    }

    /// The version that the run left, where the service has said it.
    private var leftVersion: Int64? { isLeftSure ? left?["version"]?.integer : nil }

    /// What was there before a further change, unless that was read before the last one: changes that the run makes at once.
    private func later(_ before: JSONObject?) -> JSONObject? {
        guard let version = leftVersion, let read = before?["version"]?.integer, read < version else { return before }
        return nil
    }

    private mutating func update(_ deed: RunDeed, _ told: JSONObject?, now: Int64) {
        let isStale = deed.wasStale(told, after: leftVersion)
        let found = later(deed.before)
        let prior = deed.before ?? left
        var after = PlannedBody(
            changed: deed.operation,
            form: deed.changed.form,
            body: deed.changed.sent,
            before: prior,
            now: now
        ).object
        var isSure = told != nil
        if deed.changed.form == .licenses {
            isSure = deed.answer?["licenses"] != nil
            after["licenses"] = deed.answer?["licenses"] ?? after["licenses"]
        } else {
            for field in told ?? [:] { after[field.key] = field.value }
        }
        for name in deed.fields.sorted() {
            let value = after[name] ?? .null
            let isSent = deed.changed.sent[name] != nil || deed.changed.form == .licenses
            if isStale, isSent || prior?[name] ?? .null != value {
                fields.removeAll { $0.name == name }
                unknown.insert(name)
            } else if let place = fields.firstIndex(where: { $0.name == name }) {
                if let found {
                    fields[place].meet(found[name] ?? .null, next: value, isRepeated: isRepeated)
                }
                fields[place].leave(value, isSure: isSure)
            } else if unknown.contains(name) {
                continue
            } else if let prior {
                let was = prior[name] ?? .null
                if was.hidesSecret {
                    if isSent { unknown.insert(name) }
                } else if was != value {
                    fields.append(Field(name: name, was: was, left: value, isSure: isSure))
                }
            } else if isSent {
                unknown.insert(name)
            }
        }
        left = prior != nil || told != nil ? after : nil
    }
}
