import FoundationEssentials

/// How the number of an object hides in its id, in each form that the service gives ids.
struct ObjectID: Sendable {
    /// The forms of ids.
    enum Form: Sendable, Equatable {
        case uuid
        /// Twenty-four hexadecimal digits, as the journey services have them.
        case hex
        /// `ciscospark://us/KIND/ID` in base64, as the admin API has them.
        case admin(kind: String)
    }

    private let ids: SeededID
    private let form: Form

    /// The ids of a kind that the seed has a number for.
    init(_ hash: SeededHash, _ kind: SeededHash.Kind, form: Form = .uuid) {
        ids = SeededID(hash, kind)
        self.form = form
    }

    /// The ids of any other kind of objects, told from the rest by a name.
    init(_ hash: SeededHash, named name: String, form: Form = .uuid) {
        let seed = SipHash.of(name.utf8, key: (hash.seed, 0))
        self.init(SeededHash(seed: seed), .object, form: form)
    }

    /// The id of the object `index`, which must fit in 32 bits.
    func text(_ index: Int) -> String {
        let uuid = ids.text(index)
        return switch form {
        case .uuid: uuid
        case .hex: Self.hex(uuid)
        case .admin(let kind): EncodedID.text(kind, uuid)
        }
    }

    /// The number that an id hides; nil when no object has this id.
    func index(of id: String) -> Int? {
        switch form {
        case .uuid: return ids.index(of: id)
        case .hex:
            guard id.utf8.count == 24, let index = ids.number(hiddenIn: id) else { return nil }
            return text(index) == id.lowercased() ? index : nil
        case .admin(let kind):
            return EncodedID.id(of: kind, in: id).flatMap(ids.index)
        }
    }

    private static func hex(_ uuid: String) -> String {
        String(uuid.filter { $0 != "-" }.suffix(24))
    }
}
