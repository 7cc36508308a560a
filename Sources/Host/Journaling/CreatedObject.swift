import Catalog
import JSON
import Journal

/// The objects that creates have made, by what the service answered.
///
/// One of a kind for a walk over many: the answer to a request for many is read once.
package struct CreatedObject {
    private let catalog: Catalog
    /// The answer that was read last, by the writes that it answers, and the ids of what its entries made.
    private var known: (writes: [Int64], ids: [Int64: String])?

    /// - Parameter catalog: tells how creates answer.
    package init(_ catalog: Catalog = .bundled) { self.catalog = catalog }

    /// The id of what a create made; nil where nothing was made, or the answer does not tell.
    package mutating func id(_ item: WriteHistory.Item) -> String? {
        guard item.write.safety == "create", let outcome = item.outcome, let text = outcome.answer else { return nil }
        guard let number = item.write.item else {
            let answer = Self.body(text)
            let object = catalog[item.write.operation].map { $0.object(in: answer) } ?? answer?.object
            return object?["id"]?.string
        }
        let writes = [outcome.first, outcome.last]
        if known?.writes != writes { known = (writes, Self.entries(text)) }
        return known?.ids[number]
    }

    private static func body(_ text: String) -> JSONValue? { try? JSONValue(parsing: Array(text.utf8))["json"] }

    /// Of a request for many each entry tells the address of what it made.
    private static func entries(_ text: String) -> [Int64: String] {
        var ids: [Int64: String] = [:]
        for entry in body(text)?[BulkAnswer.list]?.array ?? [] {
            guard let number = entry[BulkAnswer.number]?.lenientInteger, ids[number] == nil else { continue }
            ids[number] = entry["href"]?.string?.split(separator: "/").last.map(String.init)
        }
        return ids
    }
}
