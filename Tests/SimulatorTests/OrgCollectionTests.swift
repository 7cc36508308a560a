import JSON
import Synchronization
import Testing

@testable import Simulator

@Suite("What a collection makes of its seed, and how often")
struct OrgCollectionTests {
    /// Counts the objects that are made of numbers.
    private final class Count: Sendable {
        let whole = Mutex(0)
        let parts = Mutex(0)

        var all: Int { whole.withLock(\.self) + parts.withLock(\.self) }
    }

    private static func object(_ number: Int) -> JSONObject {
        ["email": .string("agent\(number)@example.com"), "rank": .integer(Int64(number % 3)), "tags": ["all", "all"]]
    }

    private func collection(_ count: Count, makesParts: Bool = false) -> OrgCollection {
        var seed = OrgCollection.Seed(count: 30) { number in
            count.whole.withLock { $0 += 1 }
            return Self.object(number)
        }
        if makesParts {
            seed.makeOnly = { number, names in
                count.parts.withLock { $0 += 1 }
                return JSONObject(Self.object(number).filter { names.contains($0.key) })
            }
        }
        let ids = ObjectID(SeededHash(seed: 1), named: "test")
        let collection = OrgCollection("test", ids: ids, fields: [:], seed: seed)
        // It looks at the first one to know the fields.
        count.whole.withLock { $0 = 0 }
        return collection
    }

    @Test("who holds a text is known without making anybody again, and stays right through all changes")
    func holders() {
        let count = Count()
        let collection = collection(count)
        #expect(collection.holders(of: "all", at: "tags") == Array(0..<30))
        #expect(count.all == 30)
        #expect(collection.holders(of: "all", at: "tags").count == 30)
        #expect(count.all == 30, "they were made again")
        collection.replace(7, with: ["tags": ["other"]])
        collection.replace(7, with: ["tags": ["other"]])
        collection.replace(3, with: ["tags": ["other", "all"]])
        collection.remove(29)
        let made = collection.append { _ in ["tags": "all"] }
        #expect(collection.holders(of: "all", at: "tags") == Array(0..<7) + Array(8..<29) + [made])
        #expect(collection.holders(of: "other", at: "tags") == [3, 7])
        collection.replace(7, with: Self.object(7))
        collection.remove(3)
        #expect(collection.holders(of: "all", at: "tags") == Array(0..<3) + Array(4..<29) + [made])
        #expect(collection.holders(of: "other", at: "tags").isEmpty)
        #expect(count.all < 35, "a change makes more than the object it is of")
    }

    @Test("a filter has no more made of each object than the fields it compares")
    func parts() throws {
        let count = Count()
        let collection = collection(count, makesParts: true)
        let one = try Filter(parsing: #"email=="agent12@example.com""#, fields: collection.fields)
        #expect(collection.matches(one, question: "one") == [12])
        let rank = try Filter(parsing: "rank==2", fields: collection.fields)
        #expect(collection.matches(rank, question: "rank")?.count == 10)
        #expect(count.whole.withLock(\.self) == 0 && count.all > 0)
        collection.replace(12, with: ["email": "other@example.com", "rank": 2])
        #expect(collection.matches(one, question: "one") == [])
        #expect(collection.matches(rank, question: "rank")?.count == 11)
    }

    @Test("the order of a list is kept for its next pages, until something changes")
    func order() {
        let count = Count()
        let collection = collection(count)
        let order = ListOrder(field: "rank", descends: true)
        let first = collection.matches(nil, nil, order, question: "sorted")
        #expect(first?.prefix(3) == [2, 5, 8] && first?.last == 27 && first?.count == 30)
        #expect(count.all == 30)
        #expect(collection.matches(nil, nil, order, question: "sorted") == first)
        #expect(count.all == 30, "it was sorted anew")
        collection.replace(27, with: ["rank": 9])
        #expect(collection.matches(nil, nil, order, question: "sorted")?.first == 27)
    }

    @Test("an index holds a number once, however often its object is written")
    func once() {
        var index = TextIndex(TextIndex.Key(path: "name", ignoresCase: true))
        let object: JSONObject = ["name": "Ada"]
        index.change(4, from: nil, to: object)
        for _ in 0..<3 { index.change(4, from: ["name": "Bob"], to: object) }
        index.change(2, from: nil, to: object)
        #expect(index["ADA"] == [2, 4])
        index.change(4, from: object, to: nil)
        #expect(index["ada"] == [2])
    }
}
