import JSON
import Synchronization

/// Makes users of the contact centre of the people who have a licence for it, some time after they got it.
///
/// Safe to call from any task.
final class UserSync: Sendable {
    /// Somebody who changed, and when the contact centre hears of it, in milliseconds since 1970.
    private struct Due {
        let person: Int
        let time: Int64
    }

    private struct State {
        var due: [Due] = []
        /// The users of people who came later, by the numbers of both.
        var users: [Int: Int] = [:]
    }

    private let org: Org
    private let delay: Int64
    private let state = Mutex(State())

    /// A synchronisation that takes `seconds`.
    init(_ org: Org, seconds: Int) {
        self.org = org
        delay = Int64(seconds) * 1000
    }

    /// Notes that the person of a number was made, changed or taken away.
    func note(_ person: Int, now: Int64) {
        state.withLock { $0.due.append(Due(person: person, time: now + delay)) }
    }

    /// Brings the contact centre to what was due by now.
    func carryOut(now: Int64) {
        let people = state.withLock { state in
            guard state.due.contains(where: { $0.time <= now }) else { return [] as [Int] }
            let people = state.due.filter { $0.time <= now }.map(\.person)
            state.due.removeAll { $0.time <= now }
            return people
        }
        guard !people.isEmpty else { return }
        org.write {
            for person in people { synchronise(person, now: now) }
        }
    }

    private func synchronise(_ number: Int, now: Int64) {
        guard let people = org["person"], let users = org["user"] else { return }
        let person = people.index(of: people.id(number)).map(people.object)
        let license = person.flatMap(LicenseMaker(org: org).contactCentreLicense)
        guard let index = number < org.userCount ? number : state.withLock({ $0.users[number] }) else {
            guard let person, let license else { return }
            let made = users.append { self.user(id: $0, person, license: license, now: now) }
            return state.withLock { $0.users[number] = made }
        }
        var user = users.object(index)
        if let person { user = user.merging(Self.identity(of: person)) }
        user["active"] = .bool(license != nil)
        user["contactCenterEnabled"] = .bool(license != nil)
        guard user != users.object(index) else { return }
        ServiceStamps.renew(&user, now: now)
        users.replace(index, with: user)
    }

    /// What Common Identity tells the contact centre of a person.
    private static func identity(of person: JSONObject) -> JSONObject {
        let uuid = person["id"]?.string.flatMap { EncodedID.id(of: "PEOPLE", in: $0) } ?? ""
        return [
            "firstName": person["firstName"] ?? person["displayName"] ?? "", "lastName": person["lastName"] ?? "",
            "email": person["emails"]?[0] ?? "", "ciUserId": .string(uuid),
        ]
    }

    /// A user as the synchronisation makes one: of the default site, in no team yet.
    private func user(id: String, _ person: JSONObject, license: Int, now: Int64) -> JSONObject {
        let head: JSONObject = ["organizationId": .string(org.id), "id": .string(id), "version": 1]
        let rest: JSONObject = [
            "timezone": "America/New_York", "userProfileId": org.maker.id(.userProfile, license),
            "contactCenterEnabled": true, "siteId": org.maker.id(.site, 0), "teamIds": [], "active": true,
            "imiUserCreated": false, "dynamicSkills": [], "createdTime": .integer(now),
            "lastUpdatedTime": .integer(now),
        ]
        let user = head.merging(Self.identity(of: person)).merging(rest)
        return ReferenceTable.withCopies(user, of: "user", in: org)
    }
}
