import JSON
import Testing

@testable import Host

@Suite("In which order objects are restored")
struct UndoOrderTests {
    /// The targets of what these changes come to, in that order.
    private func order(_ changes: [DeedSample]) async throws -> [String] {
        try await DeedSample.deeds(changes).objects.map(\.target)
    }

    private func made(_ resource: String, _ id: String, _ fields: JSONObject) -> DeedSample {
        var answer = fields
        answer["id"] = .string(id)
        return DeedSample("\(resource).create", "", body: fields, answer: answer)
    }

    @Test("what was created goes once nothing mentions it, whenever the other was first changed")
    func mentioned() async throws {
        let user: JSONObject = ["id": "u", "mobile": "1", "teamIds": ["old"]]
        let order = try await order([
            DeedSample("user.patch", "u", body: ["mobile": "2"], before: user),
            made("team", "t", ["name": "T"]),
            DeedSample("user.patch", "u", body: ["teamIds": ["t"]]),
            DeedSample(
                "team.update",
                "t",
                body: ["name": "T", "description": "later"],
                before: ["id": "t", "name": "T"]
            ),
        ])
        #expect(order == ["u", "t"])
    }

    @Test("a name is free before it is given back")
    func names() async throws {
        let order = try await order([
            DeedSample("site.update", "s", body: ["id": "s", "name": "B"], before: ["id": "s", "name": "A"]),
            made("site", "n", ["name": "a"]),
            DeedSample("site.update", "s", body: ["id": "s", "name": "B", "description": "d"]),
        ])
        #expect(order == ["n", "s"])
    }

    @Test("what was deleted is there again before it is mentioned, and what lies beneath it after it")
    func deleted() async throws {
        let order = try await order([
            DeedSample("address_book_entry.delete", "b/e", before: ["id": "e", "name": "E"]),
            DeedSample("user.patch", "u", body: ["teamIds": []], before: ["id": "u", "teamIds": ["t"]]),
            DeedSample("team.delete", "t", before: ["id": "t", "name": "T"]),
            DeedSample("address_book.delete", "b", before: ["id": "b", "name": "B"]),
            DeedSample("user.patch", "u", body: ["teamIds": ["x"]]),
        ])
        #expect(order == ["t", "u", "b", "b/e"])
    }

    @Test("objects that wait for one another are all restored")
    func circle() async throws {
        let order = try await order([
            DeedSample("site.update", "a", body: ["id": "a", "name": "B"], before: ["id": "a", "name": "A"]),
            DeedSample("site.update", "b", body: ["id": "b", "name": "A"], before: ["id": "b", "name": "B"]),
        ])
        #expect(Set(order) == ["a", "b"] && order.count == 2)
    }
}
