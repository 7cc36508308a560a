import Catalog
import JSON
import Testing

@testable import Host

@Suite("What a change is about")
struct ChangedObjectTests {
    private func changed(_ operation: String, _ ids: [String] = [], _ body: JSONValue? = nil) throws -> ChangedObject {
        ChangedObject(try Catalog.bundled.operation(named: operation), ids: ids, body: body, catalog: .bundled)
    }

    @Test("the object stands in the path, or in the only entry of a request for many")
    func target() throws {
        let patch = try changed("user.patch", ["u"], ["mobile": "+1"])
        #expect(patch.action == .update && patch.resource == "user" && patch.target == "u" && patch.form == .fields)
        let entry = try changed("address_book_entry.update", ["b", "e"], ["name": "x"])
        #expect(entry.action == .update && entry.target == "b/e" && entry.form == .whole)
        let made = try changed("address_book_entry.create", ["b"], ["name": "x"])
        #expect(made.action == .create && made.target == "b")
        let one: JSONValue = [
            "items": [["itemIdentifier": 1, "item": ["id": "q", "name": "n"], "requestAction": "SAVE"]]
        ]
        let queue = try changed("queue.bulk_patch", [], one)
        #expect(queue.action == .update && queue.target == "q" && queue.form == .fields && queue.sent["name"] == "n")
    }

    @Test("licences are a change of their person")
    func licenses() throws {
        let assign = try changed("license.assign", [], ["personId": "p", "licenses": []])
        #expect(assign.action == .update && assign.resource == "person" && assign.target == "p")
    }

    @Test("of what is no create, update, patch or delete nobody can say what comes of it")
    func unknown() throws {
        #expect(try changed("dial_number.delete_all").resource == "")
        #expect(try changed("dial_number.delete_all").action == .other)
        #expect(try changed("scim_user.patch", ["s"], ["Operations": []]).action == .other)
        let reskill = try changed("user.reskill", ["u"], ["skillProfileId": "s"])
        #expect(reskill.action == .other && reskill.target == "u")
    }

    @Test("entries of a request for many are calls for one object each, where there are such")
    func items() throws {
        let operation = try Catalog.bundled.operation(named: "work_type.bulk_save")
        let body: JSONValue = [
            "items": [
                ["itemIdentifier": 7, "item": ["name": "a"], "requestAction": "SAVE"],
                ["itemIdentifier": 8, "item": ["id": "w", "name": "b"], "requestAction": "SAVE"],
                ["itemIdentifier": 9, "item": ["id": "x"], "requestAction": "DELETE"],
            ]
        ]
        let items = try #require(
            SharedItem.all(of: operation, ids: [], body: body, scopes: ["/a"], catalog: .bundled)
        )
        #expect(items.map(\.operation.name) == ["work_type.create", "work_type.update", "work_type.delete"])
        #expect(items.map(\.ids) == [[], ["w"], ["x"]])
        #expect(items.map(\.number) == [7, 8, 9])
        #expect(items[0].scope == "/a" && items[2].body == nil)
    }
}
