import Catalog
import JSON
import Testing

@testable import Host

@Suite("What a change would make of an object")
struct PlannedBodyTests {
    private func planned(
        _ operation: String,
        _ form: ChangedObject.Form,
        _ body: JSONObject,
        before: JSONObject
    ) throws -> PlannedBody {
        PlannedBody(
            changed: try Catalog.bundled.operation(named: operation),
            form: form,
            body: body,
            before: before,
            now: 5000
        )
    }

    @Test("a create has what was sent, what stands for its id, and what the service sets, marked as guessed")
    func created() throws {
        let made = PlannedBody(
            created: try Catalog.bundled.operation(named: "team.create"),
            body: ["name": "A"],
            id: "x",
            organization: "o",
            now: 5000
        )
        #expect(made.object["name"] == "A" && made.object["id"] == "x" && made.object["organizationId"] == "o")
        #expect(made.object["version"] == 1 && made.object["createdTime"] == 5000)
        #expect(Set(made.guessed).isSuperset(of: ["id", "version", "createdTime", "lastUpdatedTime"]))
        #expect(!made.guessed.contains("name"))
    }

    @Test("a patch changes what it names, null clears, and the service counts the version up")
    func patched() throws {
        let before: JSONObject = [
            "id": "u", "version": 4, "mobile": "+1", "workPhone": "+2", "teamIds": ["t"], "lastUpdatedTime": 1,
        ]
        let after = try planned(
            "user.patch",
            .fields,
            ["mobile": "+9", "workPhone": nil, "teamIds": nil, "version": 99, "id": "other"],
            before: before
        )
        #expect(after.object["mobile"] == "+9" && after.object["workPhone"] == nil && after.object["teamIds"] == [])
        #expect(after.object["version"] == 5 && after.object["id"] == "u" && after.object["lastUpdatedTime"] == 5000)
        #expect(after.guessed == ["version", "lastUpdatedTime"])
    }

    @Test("a whole object clears what it does not mention, but for what only the service sets")
    func replaced() throws {
        let before: JSONObject = [
            "id": "t", "version": 1, "name": "A", "description": "gone", "userIds": ["u"], "createdTime": 7,
        ]
        let after = try planned("team.update", .whole, ["name": "B", "id": "t"], before: before)
        #expect(after.object["name"] == "B" && after.object["description"] == nil && after.object["userIds"] == [])
        #expect(after.object["createdTime"] == 7 && after.object["id"] == "t" && after.object["version"] == 2)
    }

    @Test("what changes nothing leaves the version alone")
    func same() throws {
        let before: JSONObject = ["id": "u", "version": 4, "mobile": "+1"]
        let after = try planned("user.patch", .fields, ["mobile": "+1"], before: before)
        #expect(after.object == before && after.guessed.isEmpty)
    }

    @Test("licences are added and removed, none twice")
    func licenses() throws {
        let change: JSONObject = [
            "personId": "p",
            "licenses": [
                ["id": "b", "operation": "add"], ["id": "a", "operation": "remove"], ["id": "c", "operation": "add"],
            ],
        ]
        let after = try planned("license.assign", .licenses, change, before: ["id": "p", "licenses": ["a", "b"]])
        #expect(after.object["licenses"] == ["b", "c"])
    }
}
