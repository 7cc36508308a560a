import JSON
import Journal

/// The object that a create has made, by what the service answered.
package enum CreatedObject {
    /// Its id; nil where nothing was made, or the answer does not tell.
    package static func id(_ item: WriteHistory.Item) -> String? {
        guard item.write.safety == "create", let text = item.outcome?.answer,
            let answer = try? JSONValue(parsing: Array(text.utf8))["json"]
        else { return nil }
        guard let number = item.write.item else { return answer["id"]?.string }
        // Of a request for many each entry tells the address of what it made.
        let entry = answer["items"]?.array?.first { $0["itemIdentifier"]?.lenientInteger == number }
        return entry?["href"]?.string?.split(separator: "/").last.map(String.init)
    }
}
