import Catalog
import JSON

/// All that a run has done to one object, as one change: what it was before, and how the run left it.
struct ObjectDeeds: Sendable, Equatable {
    /// A field that the run has changed.
    struct Field: Sendable, Equatable {
        let name: String
        /// Before the run first changed it; null where there was none.
        let was: JSONValue
        /// After the run last did.
        var left: JSONValue
    }

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
    /// Of fields that nobody knew it has what the run left.
    var before: JSONObject? {
        guard !isMade, var object = left else { return nil }
        for field in fields { object[field.name] = field.was.isNull ? nil : field.was }
        return object
    }

    /// Takes one more change in, the next one that the run made.
    ///
    /// `now` is when it was made.
    mutating func take(_ deed: RunDeed, now: Int64) {
        last = deed.number
        switch deed.changed.action {
        case .create:
            isMade = true
            isGone = false
            left = deed.object(at: target) ?? deed.changed.sent
        case .delete:
            isGone = true
            left = deed.before ?? left
        case .update, .other: update(deed, now: now)
        }
    }

    private mutating func update(_ deed: RunDeed, now: Int64) {
        let prior = deed.before ?? left
        var after = PlannedBody(
            changed: deed.operation,
            form: deed.changed.form,
            body: deed.changed.sent,
            before: prior,
            now: now
        ).object
        if deed.changed.form == .licenses {
            after["licenses"] = deed.answer?["licenses"] ?? after["licenses"]
        } else {
            for field in deed.object(at: target) ?? [:] { after[field.key] = field.value }
        }
        for name in deed.fields.sorted() {
            let value = after[name] ?? .null
            if let place = fields.firstIndex(where: { $0.name == name }) {
                fields[place].left = value
            } else if unknown.contains(name) {
                continue
            } else if let prior {
                let was = prior[name] ?? .null
                if was != value { fields.append(Field(name: name, was: was, left: value)) }
            } else if deed.changed.sent[name] != nil || deed.changed.form == .licenses {
                unknown.insert(name)
            }
        }
        left = prior != nil || deed.object(at: target) != nil ? after : nil
    }
}
