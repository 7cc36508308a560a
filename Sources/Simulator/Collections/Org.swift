import Catalog
import JSON
import Synchronization

/// The organisation that the simulator plays: what a seed and a number of users make of it, and what was changed since.
///
/// Safe to share. Collections are made when they are first asked for.
final class Org: Sendable {
    /// Where objects of one kind stand: those of an address book are other ones than those of the next.
    private struct Place: Hashable {
        let resource: String
        let parents: [String]
    }

    let id: String
    let userCount: Int
    /// Of each queue, what a task says of it: `{id, name}` as JSON.
    let queueNames: [[UInt8]]
    let maker: OrgMaker
    private let hash: SeededHash
    private let catalog: Catalog
    private let userIDs: SeededID
    private let writing = Mutex(())
    private let plans = Mutex<[String: CollectionPlan?]>([:])
    private let collections = Mutex<[Place: OrgCollection]>([:])

    /// Makes the org out of what the catalog tells of its resources.
    init(hash: SeededHash, users count: Int, createdTime: Int64, catalog: Catalog) {
        let maker = OrgMaker(hash: hash, users: count, createdTime: createdTime)
        self.maker = maker
        self.hash = hash
        self.catalog = catalog
        id = maker.orgID
        userCount = count
        userIDs = SeededID(hash, .user)
        queueNames = (0..<maker.queueCount).map { index in
            let queue = maker.queue(index)
            let fields: JSONValue = ["id": queue["id"] ?? .null, "name": queue["name"] ?? .null]
            return fields.encoded()
        }
    }

    /// The collection of a resource by the catalog's name, such as `user` or `desktop_profile`, that belongs to the
    /// whole org; nil when there is no such thing.
    subscript(resource: String) -> OrgCollection? { collection(resource, parents: []) }

    /// The collection of a resource that belongs to the objects of some ids; nil when there is no such thing.
    ///
    /// Whether the parents are there is not looked at.
    func collection(_ resource: String, parents: [String]) -> OrgCollection? {
        let place = Place(resource: resource, parents: parents.map { $0.lowercased() })
        if let known = collections.withLock({ $0[place] }) { return known }
        guard let plan = plan(of: resource), plan.parentNames.count == parents.count else { return nil }
        let made = make(plan, place)
        return collections.withLock { collections in
            if let known = collections[place] { return known }
            collections[place] = made
            return made
        }
    }

    /// Changes anything: one at a time, so that what a change was checked against still holds when it is made.
    ///
    /// Whoever changes an object, adds or removes one does so in here, and never calls this again inside.
    func write<Result: Sendable, Failure: Error>(_ change: () throws(Failure) -> Result) throws(Failure) -> Result {
        try writing.withLock { _ throws(Failure) in try change() }
    }

    /// What the catalog says of a resource; nil when it is nothing that can be kept.
    func plan(of resource: String) -> CollectionPlan? {
        if let known = plans.withLock({ $0[resource] }) { return known }
        let plan = CollectionPlan(resource, catalog)
        plans.withLock { $0[resource] = plan }
        return plan
    }

    /// The collections of a resource that were made, whoever they belong to.
    func collections(of resource: String) -> [OrgCollection] {
        collections.withLock { all in
            all.filter { $0.key.resource == resource }
                .sorted { $0.key.parents.lexicographicallyPrecedes($1.key.parents) }.map(\.value)
        }
    }

    private func make(_ plan: CollectionPlan, _ place: Place) -> OrgCollection {
        let seeds = OrgSeeds(maker: maker, hash: hash, org: self)
        let ids = ids(plan, place.parents)
        return OrgCollection(
            place.resource,
            ids: ids,
            fields: plan.filterable,
            seed: seeds.seed(plan, ids, parents: place.parents)
        )
    }

    /// The id of an object of the whole org, whether or not it is there yet.
    func id(_ resource: String, _ index: Int) -> String {
        plan(of: resource).map { ids($0, []).text(index) } ?? ""
    }

    private func ids(_ plan: CollectionPlan, _ parents: [String]) -> ObjectID {
        if let kind = OrgSeeds.kinds[plan.resource] { return ObjectID(hash, kind, form: plan.idForm) }
        return ObjectID(hash, named: ([plan.resource] + parents).joined(separator: "/"), form: plan.idForm)
    }

    /// Writes what a task says of its owner: `{id, name}`.
    func writeOwner(_ user: Int, into writer: inout AnswerWriter) {
        writer.beginObject()
        writer.key("id")
        writer.id(userIDs, user)
        writer.field("name", OrgMaker.userName(user))
        writer.endObject()
    }

    /// The id that Common Identity knows a user by.
    func commonIdentityID(ofUser user: Int) -> String { maker.commonIdentityID(ofUser: user) }
}
