/// Answers that hold objects, and where each object lies in them.
///
/// Moments are counted in bodies: each that is kept, and each change, is one.
struct SeenBodies {
    /// An answer, or a change, of which no body is known.
    private struct Body {
        var bytes: [UInt8] = []
        /// When its request was sent: what was changed since is not known by it.
        var since = 0
        var resource: String
        /// Where the list lies in it, and whose it is; nil for an object, and for a page that was looked into.
        var list: (path: String, owner: String)?
        /// The objects in it.
        var targets: [String] = []

        var cost: Int { bytes.count + 200 }
    }

    /// Where an object lies.
    private struct Place {
        var body: Int
        /// nil where it was changed, and what it became is not known.
        var range: Range<Int>?
        /// Whether that is what a change made of it.
        var isChange = false
    }

    private struct Resource {
        var places: [String: Place] = [:]
        /// Pages that were not looked into.
        var pages: [Int] = []
        /// What was asked before this is not known any more.
        var floor = 0
    }

    private var bodies: [Int: Body] = [:]
    private var resources: [String: Resource] = [:]
    private var oldest = 1
    private var size = 0
    /// The number of the next body.
    private(set) var moment = 1

    /// Keeps an object that was read.
    mutating func keep(object bytes: [UInt8], _ resource: String, _ target: String, since: Int) {
        let number = add(Body(bytes: bytes, since: since, resource: resource))
        place(target, Place(body: number, range: 0..<bytes.count))
    }

    /// Keeps a page of a list, to be looked into when something of its resource is changed.
    mutating func keep(page bytes: [UInt8], path: String, _ resource: String, _ owner: String, since: Int) {
        let number = add(Body(bytes: bytes, since: since, resource: resource, list: (path, owner)))
        resources[resource, default: Resource()].pages.append(number)
    }

    /// The object as it was read or changed last; nil where that is not known.
    mutating func object(_ resource: String, _ target: String) -> ArraySlice<UInt8>? {
        lookInto(resource)
        guard let place = resources[resource]?.places[target], let range = place.range else { return nil }
        return bodies[place.body]?.bytes[range]
    }

    /// Learns that an object was changed, and what it became where that is known.
    mutating func change(_ resource: String, _ target: String, to bytes: [UInt8]?) {
        lookInto(resource)
        let number = add(Body(bytes: bytes ?? [], since: moment, resource: resource))
        place(target, Place(body: number, range: bytes.map { 0..<$0.count }, isChange: true))
    }

    /// Forgets all objects of a resource, since any of them may have been changed.
    mutating func forget(_ resource: String) {
        moment += 1
        resources[resource] = Resource(floor: moment)
    }

    /// Lets the oldest go until what is left is no more than this.
    mutating func makeRoom(for most: Int) {
        while size > most, oldest < moment {
            defer { oldest += 1 }
            guard let body = bodies.removeValue(forKey: oldest) else { continue }
            size -= body.cost
            for target in body.targets where resources[body.resource]?.places[target]?.body == oldest {
                resources[body.resource]?.places[target] = nil
            }
        }
    }

    private mutating func add(_ body: Body) -> Int {
        defer { moment += 1 }
        bodies[moment] = body
        size += body.cost
        return moment
    }

    private mutating func lookInto(_ resource: String) {
        guard let pages = resources[resource]?.pages, !pages.isEmpty else { return }
        resources[resource]?.pages = []
        for number in pages {
            guard let body = bodies[number], let list = body.list else { continue }
            bodies[number]?.list = nil
            JSONEntries.walk(body.bytes, at: list.path) { id, range in
                place(list.owner.isEmpty ? id : "\(list.owner)/\(id)", Place(body: number, range: range))
            }
        }
    }

    /// Says where an object lies, unless more is known of it.
    private mutating func place(_ target: String, _ place: Place) {
        guard let body = bodies[place.body] else { return }
        guard place.isChange || body.since >= resources[body.resource]?.floor ?? 0 else { return }
        if let other = resources[body.resource]?.places[target], !place.isChange {
            if other.isChange ? other.body >= body.since : other.body > place.body { return }
        }
        resources[body.resource, default: Resource()].places[target] = place
        bodies[place.body]?.targets.append(target)
    }
}
