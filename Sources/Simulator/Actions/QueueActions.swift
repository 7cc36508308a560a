import Catalog
import Hummingbird
import JSON

/// Which queues serve whom, and who works for an agent-based queue.
struct QueueActions {
    private let tools: ActionTools
    private let asked: OperationCall

    init(_ service: Service, _ asked: OperationCall) {
        tools = ActionTools(service: service, asked: asked)
        self.asked = asked
    }

    /// Answers such an action; nil for what is none.
    func answer() throws(ServiceFault) -> Response? {
        let end = String(tools.name.drop { $0 != "/" }.dropFirst())
        switch end.hasPrefix("contact-service-queue/") ? String(end.dropFirst(22)) : end {
        case "by-skill-profile-id/{id}", "by-skill-profile-id/{id}/internal":
            return try tools.list(try queues(ofSkillProfile: asked.ids["id"]))
        case "by-team-id/{id}/internal":
            _ = try tools.index("team", asked.ids["id"])
            return try tools.list(try queues(ofTeams: [asked.ids["id"] ?? ""]))
        case "by-user-ci-id/{ciUserId}/internal":
            let user = try user(commonIdentityID: asked.ids["ciUserId"])
            return try tools.list(try queues(ofTeams: Self.texts(user["teamIds"])))
        case "skill-based-queues/by-ci-user-id/{id}/internal":
            let user = try user(commonIdentityID: asked.ids["id"])
            return try tools.list(try queues(ofSkillProfile: user["skillProfileId"]?.string))
        case "by-user-id/{userid}/team-based-queues":
            let user = try tools.object("user", asked.ids["userid"])
            return try tools.list(try queues(ofTeams: Self.texts(user["teamIds"])))
        case "by-user-id/{userid}/skill-based-queues":
            let user = try tools.object("user", asked.ids["userid"])
            return try tools.list(try queues(ofSkillProfile: user["skillProfileId"]?.string))
        case "by-user-id/{userid}/agent-based-queues":
            _ = try tools.index("user", asked.ids["userid"])
            return try tools.list(try queues(at: "agents.id", [asked.ids["userid"] ?? ""]))
        case "fetch-by-dynamic-skills-and-skillProfile", "fetch-by-userId-skillProfileId":
            return try tools.list(try queues(ofSkillProfile: asked.fields["skillProfileId"]?.string))
        case "fetch-manually-assignable-queues":
            let queues = try tools.collection("queue")
            return try tools.list(queues.numbers.map(queues.object).filter { $0["manuallyAssignable"] != nil })
        case "fetch-by-grouped-assistant-skill": return try tools.list(try groups())
        case "{id}/reassign-agents": return try reassign()
        case "delete-reference": return try ConfigActions(tools).forget(in: "queue")
        default: return nil
        }
    }

    private static func texts(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }

    private func user(commonIdentityID id: String?) throws(ServiceFault) -> JSONObject {
        let users = try tools.collection("user")
        guard let index = users.holders(of: id?.lowercased() ?? "", at: "ciUserId").first else {
            throw ServiceFault(404, "no user has the ciUserId \(id ?? "")")
        }
        return users.object(index)
    }

    private func queues(at path: String, _ ids: [String]) throws(ServiceFault) -> [JSONObject] {
        let queues = try tools.collection("queue")
        return Set(ids.flatMap { queues.holders(of: $0, at: path) }).sorted().map(queues.object)
    }

    private func queues(ofTeams ids: [String]) throws(ServiceFault) -> [JSONObject] {
        try queues(at: "callDistributionGroups.agentGroups.teamId", ids)
    }

    /// The queues that ask for a skill which a profile has.
    private func queues(ofSkillProfile id: String?) throws(ServiceFault) -> [JSONObject] {
        guard let id, !id.isEmpty else { return [] }
        let skills = try tools.object("skill_profile", id).texts(at: "activeSkills.skillId")
        return try queues(at: "queueSkillRequirements.skillId", skills)
    }

    private func groups() throws(ServiceFault) -> [JSONObject] {
        let queues = try tools.collection("queue")
        return Self.texts(asked.fields["assistantSkillIds"]).map { id in
            let count = queues.holders(of: id, at: "assistantSkill.assistantSkillId").count
            return ["assistantSkillId": .string(id), "associatedQueueCount": .integer(Int64(count))]
        }
    }

    /// Gives agents to a queue and takes others from it.
    private func reassign() throws(ServiceFault) -> Response {
        try tools.org.write { () throws(ServiceFault) in
            let index = try tools.index("queue", asked.ids["id"])
            let queue = try tools.collection("queue").object(index)
            let added = Self.texts(asked.fields["add"])
            let gone = Set(Self.texts(asked.fields["remove"]) + added)
            let kept = (queue["agents"]?.array ?? []).filter { !gone.contains($0["id"]?.string ?? "") }
            let agents = kept + added.map { ["id": .string($0)] }
            try tools.change("queue", index, ["agents": .array(agents)])
        }
        return asked.answer(.object(JSONObject()))
    }
}
