import Catalog
import JSON
import Testing

@testable import Host

@Suite("How many changes a call counts as")
struct ChangeCountTests {
    private func count(_ name: String, _ body: JSONValue, query: JSONObject = [:]) throws -> ChangeCount {
        ChangeCount(try #require(Catalog.bundled[name]), query: query, body: body)
    }

    @Test("each entry of the lists that an operation counts is a change, and none is still one")
    func countedLists() throws {
        let operations = Catalog.bundled.names.compactMap { Catalog.bundled[$0] }.filter { !$0.countedLists.isEmpty }
        #expect(operations.count > 30)
        for operation in operations {
            var body: JSONObject = [:]
            for list in operation.countedLists { body[list] = [["id": "1"], ["id": "2"], ["id": "3"]] }
            let change = ChangeCount(operation, query: [:], body: .object(body))
            #expect(change.objects == 3 * operation.countedLists.count, "\(operation.name)")
            #expect(change.deletes == (operation.safety == .delete), "\(operation.name)")
            for list in operation.countedLists { body[list] = [] }
            #expect(ChangeCount(operation, query: [:], body: .object(body)).objects == 1, "\(operation.name)")
        }
    }

    @Test("an entry that deletes is seen in every counted list, however it is spelt")
    func deletes() throws {
        for field in ["requestAction", "method", "METHOD"] {
            for list in ["operations", "Operations"] {
                let body: JSONValue = .object([list: [["x": 1], .object([field: "Delete"])]])
                let change = try count("scim_user.bulk", body)
                #expect(change.deletes && change.objects == 2, "\(list), \(field)")
            }
        }
        #expect(try count("team.bulk_save", ["items": [["requestAction": "SAVE"]]]).deletes == false)
    }

    @Test("other lists of a body are no changes, nor are the steps of a patch")
    func otherLists() throws {
        #expect(try count("scim_user.patch", ["Operations": [["op": "add"], ["op": "remove"]]]).objects == 1)
        #expect(try count("user.patch", ["items": []]).objects == 1)
        #expect(try count("user.patch", ["items": [["requestAction": "DELETE"], [:]]]).objects == 1)
        #expect(try count("journey_person.patch", [["op": "add"], ["op": "add"]]).objects == 1)
        let list = Operation(name: "odd.act", method: "POST", path: "/odd", base: .webex, safety: .create)
        #expect(ChangeCount(list, query: [:], body: [["id": "1"], ["method": "DELETE"]]).objects == 2)
        #expect(ChangeCount(list, query: [:], body: [["id": "1"], ["method": "DELETE"]]).deletes)
        #expect(ChangeCount(list, query: [:], body: []).objects == 1)
    }

    @Test("a request for many may be sent twice when each has its id or is deleted")
    func repeatable() throws {
        let known: JSONValue = ["item": ["id": "1"], "requestAction": "SAVE"]
        let gone: JSONValue = ["item": ["id": "1"], "requestAction": "DELETE"]
        let new: JSONValue = ["item": ["name": "T"], "requestAction": "SAVE"]
        let bodies: [(JSONValue, Bool)] = [([known, gone], true), ([known, new], false), ([], false)]
        for (items, isRepeatable) in bodies {
            #expect(try count("team.bulk_save", ["items": items]).isRepeatable == isRepeatable)
        }
        #expect(try count("user.patch", ["items": [known]]).isRepeatable == false)
    }
}
