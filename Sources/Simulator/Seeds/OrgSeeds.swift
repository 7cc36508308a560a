import Catalog
import JSON

/// What each collection of the org starts with.
struct OrgSeeds: Sendable {
    /// The resources whose ids were numbered by kind before there were others.
    static let kinds: [String: SeededHash.Kind] = [
        "user": .user, "team": .team, "site": .site, "queue": .queue, "user_profile": .userProfile,
        "desktop_profile": .desktopProfile, "multimedia_profile": .multimediaProfile, "skill_profile": .skillProfile,
        "skill": .skill, "business_hours": .businessHours, "holiday_list": .holidayList, "person": .ciUser,
    ]
    /// How many objects there are of what can be created but has no settings of its own here.
    private static let counts = [
        "flow": 2, "journey_workspace": 1, "group": 1, "scim_group": 1, "workspace_location": 1, "event_type": 3,
    ]

    let maker: OrgMaker
    let hash: SeededHash
    let org: Org

    /// What the collection of a plan starts with.
    ///
    /// - Parameters:
    ///   - plan: what the catalog says of the resource.
    ///   - ids: how numbers hide in its ids.
    ///   - parents: the ids of the objects that these belong to.
    /// - Returns: the objects.
    func seed(_ plan: CollectionPlan, _ ids: ObjectID, parents: [String]) -> OrgCollection.Seed {
        if let made = made(plan.resource) { return made }
        if let settings = settings(plan.resource) {
            let isFirst = plan.parentNames.isEmpty || parents.allSatisfy(isFirstOfItsKind)
            guard isFirst else { return .none }
            return OrgCollection.Seed(count: settings.count) { index in
                base(plan, ids, index, isWhole: false).merging(settings[index])
            }
        }
        let count = Self.counts[plan.resource] ?? (plan.isReadOnly ? 2 : 0)
        return OrgCollection.Seed(count: count) { index in base(plan, ids, index, isWhole: true) }
    }

    /// Those that are made one by one.
    private func made(_ resource: String) -> OrgCollection.Seed? {
        switch resource {
        case "user": .init(count: org.userCount, make: maker.user, makeOnly: maker.user)
        case "person": people
        case "license": .init(count: LicenseMaker.licenses.count) { LicenseMaker(org: org).license($0) }
        case "queue": .init(count: maker.queueCount, make: maker.queue)
        case "team": .init(count: maker.teamCount, make: maker.team)
        case "site": .init(count: maker.siteCount, make: maker.site)
        case "user_profile": .init(count: OrgMaker.userProfiles.count, make: maker.userProfile)
        case "desktop_profile": .init(count: OrgMaker.desktopProfiles.count, make: maker.desktopProfile)
        case "multimedia_profile": .init(count: OrgMaker.multimediaProfiles.count, make: maker.multimediaProfile)
        case "skill_profile": .init(count: OrgMaker.skillProfiles.count, make: maker.skillProfile)
        case "business_hours": .init(count: OrgMaker.businessHours.count, make: maker.businessHours)
        case "holiday_list": .init(count: OrgMaker.holidayLists.count, make: maker.holidayList)
        default: nil
        }
    }

    private var people: OrgCollection.Seed {
        let maker = PersonMaker(org)
        return .init(count: org.userCount, make: maker.person, makeOnly: maker.person)
    }

    /// An object with what the service sets and, of the rest, what must be there or all there is.
    private func base(_ plan: CollectionPlan, _ ids: ObjectID, _ index: Int, isWhole: Bool) -> JSONObject {
        let id = ids.text(index)
        let stamps = ServiceStamps(id: id, org: org, now: maker.createdTime, plan: plan)
        let shapes = ShapeMaker(name: id)
        var object = JSONObject()
        for field in plan.shape?.fields ?? [] {
            let isName = ["name", "displayName", "title"].contains(field.name) && field.type == .string
            if let stamp = stamps[field.name] {
                object[field.name] = stamp
            } else if isWhole, isName, field.choices.isEmpty {
                object[field.name] = .string("\(Self.words(plan.resource)) \(index + 1)")
            } else if isWhole || field.isRequired {
                object[field.name] = isWhole ? shapes.value(field) : shapes.least(field)
            }
        }
        return object
    }

    /// A resource's name as people write it: `Journey Workspace`.
    private static func words(_ resource: String) -> String {
        resource.split(separator: "_").map { String($0).capitalized }.joined(separator: " ")
    }

    /// Whether an id is that of the first address book or the first outdial ANI, which have entries from the start.
    private func isFirstOfItsKind(_ id: String) -> Bool {
        ["address_book", "outdial_ani"].contains { org.id($0, 0) == id.lowercased() }
    }
}

extension JSONObject {
    /// The same with other values for some fields.
    func merging(_ fields: JSONObject) -> JSONObject {
        var object = self
        for member in fields { object[member.key] = member.value }
        return object
    }
}
