import Catalog
import Hummingbird
import JSON

/// What can be asked of users besides reading and changing them by their ids.
struct UserActions {
    private let tools: ActionTools
    private let asked: OperationCall

    init(_ service: Service, _ asked: OperationCall) {
        tools = ActionTools(service: service, asked: asked)
        self.asked = asked
    }

    /// Answers such an action; nil for what is none.
    func answer() throws(ServiceFault) -> Response? {
        switch tools.name {
        case "GET user/by-ci-user-id/{id}", "GET v2/user/by-ci-user-id/{id}":
            let users = try tools.collection("user")
            guard let index = users.holders(of: asked.ids["id"]?.lowercased() ?? "", at: "ciUserId").first else {
                throw ServiceFault(404, "no user has the ciUserId \(asked.ids["id"] ?? "")")
            }
            return asked.answer(.object(users.object(index)))
        case "GET user/with-user-profile/{id}":
            return asked.answer(.object(try withProfile(try tools.object("user", asked.ids["id"]))))
        case "GET user/by-dynamic-skill-id/{skillId}":
            let skill = asked.ids["skillId"] ?? ""
            _ = try tools.index("skill", skill)
            return try tools.list(try users(withSkill: skill)) { user in
                let held = user["dynamicSkills"]?.array?.first { $0["skillId"]?.string == skill }
                return held.map { ["dynamicSkill": $0] } ?? JSONObject()
            }
        case "POST user/fetch-by-skill-requirements":
            return try tools.list(try users(withSkill: asked.fields["skillId"]?.string ?? ""))
        case "POST user/fetch-user-details-by-ids":
            let users = try tools.collection("user")
            let ids = asked.fields["userIds"]?.array?.compactMap(\.string) ?? []
            return try tools.list(ids.compactMap(users.index).map(users.object))
        case "PATCH user/{id}/reskill": return try reskill()
        case "PATCH user/bulk/update-dynamic-skill/{skillId}": return try assignSkill()
        case "GET v3/user-profile/{id}/acl":
            return asked.answer(.object(try tools.object("user_profile", asked.ids["id"])))
        default: return nil
        }
    }

    private func users(withSkill id: String) throws(ServiceFault) -> [JSONObject] {
        let users = try tools.collection("user")
        return users.holders(of: id, at: "dynamicSkills.skillId").map(users.object)
    }

    private func withProfile(_ user: JSONObject) throws(ServiceFault) -> JSONObject {
        guard let id = user["userProfileId"]?.string else { return user }
        var profile = try tools.object("user_profile", id)
        let shape = asked.operation.success?.value?.fields.first { $0.name == "userProfileData" }
        for field in shape?.fields ?? [] where field.isRequired && profile[field.name] == nil {
            profile[field.name] = ShapeMaker(name: id).least(field)
        }
        return user.merging(["userProfileData": .object(profile)])
    }

    private func reskill() throws(ServiceFault) -> Response {
        try tools.org.write { () throws(ServiceFault) in
            let index = try tools.index("user", asked.ids["id"])
            let user = try tools.collection("user").object(index)
            let gone = asked.fields["dynamicSkills"]?["remove"]?.array?.compactMap(\.string) ?? []
            let added = asked.fields["dynamicSkills"]?["add"]?.array ?? []
            let replaced = gone + added.compactMap { $0["skillId"]?.string }
            let kept = (user["dynamicSkills"]?.array ?? []).filter { !replaced.contains($0["skillId"]?.string ?? "") }
            var fields: JSONObject = ["dynamicSkills": .array(kept + added)]
            fields["skillProfileId"] = asked.fields["skillProfileId"]
            try tools.change("user", index, fields)
        }
        return asked.answer(nil, status: 204)
    }

    /// Gives one skill to many users, or takes it from them; each item has its own outcome.
    private func assignSkill() throws(ServiceFault) -> Response {
        let skill = asked.ids["skillId"] ?? ""
        _ = try tools.index("skill", skill)
        let items = asked.body?["items"]?.array ?? []
        guard (1...tools.service.options.bulkCap).contains(items.count) else {
            throw ServiceFault(400, "items must hold 1 to \(tools.service.options.bulkCap) entries")
        }
        let outcomes = items.map { item -> JSONValue in
            let isDelete = item["requestAction"]?.string == "DELETE"
            var outcome: JSONObject = [
                "itemIdentifier": item["itemIdentifier"] ?? 0, "operationType": isDelete ? "DELETE" : "UPDATE",
            ]
            do throws(ServiceFault) {
                try tools.org.write { () throws(ServiceFault) in
                    try assign(skill, item["item"] ?? .null, isDelete: isDelete)
                }
                outcome["status"] = .integer(isDelete ? 204 : 200)
            } catch {
                outcome["status"] = .integer(Int64(error.status))
                outcome["apiError"] = error.body(trackingID: asked.call.trackingID)
            }
            return .object(outcome)
        }
        return asked.answer(["items": .array(outcomes.reversed())], status: 207)
    }

    private func assign(_ skill: String, _ item: JSONValue, isDelete: Bool) throws(ServiceFault) {
        let index = try tools.index("user", item["userId"]?.string)
        let user = try tools.collection("user").object(index)
        var skills = (user["dynamicSkills"]?.array ?? []).filter { $0["skillId"]?.string != skill }
        if !isDelete, var held = item.object {
            held["skillId"] = .string(skill)
            skills.append(.object(held))
        }
        try tools.change("user", index, ["dynamicSkills": .array(skills)])
    }
}
