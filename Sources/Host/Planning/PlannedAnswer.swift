import Catalog
import JSON
import Webex

/// What a read is answered with in a plan.
struct PlannedAnswer {
    var answer: Webex.Answer
    /// What the service's own page had, where the plan has changed it; nil where it is as it came.
    var came: Came?

    /// What a walk over a list's pages counts by, since the service knows nothing of planned objects.
    struct Came {
        /// How many entries it had.
        var count: Int
        /// The id of the first of them.
        var first: String?
        /// How many there are on all pages, as it was told.
        var total: JSONValue?

        /// As the worker gets it.
        var json: JSONValue {
            var fields: JSONObject = ["count": .integer(Int64(count))]
            fields["first"] = first.map(JSONValue.string)
            fields["total"] = total
            return .object(fields)
        }
    }

    /// An answer as the service gave it.
    init(_ answer: Webex.Answer, came: Came? = nil) {
        self.answer = answer
        self.came = came
    }

    /// An object that is only planned.
    init(_ object: JSONObject) {
        answer = Webex.Answer(status: 200, body: JSONValue.object(object).encoded(), trackingID: "")
    }

    /// The entries of a list that the service is not asked for: all of them, on one page.
    init(_ entries: [JSONObject], listedBy operation: Operation) {
        let list = JSONValue.array(entries.map(JSONValue.object))
        let path = operation.listPath ?? ""
        let value: JSONValue = path.isEmpty ? list : .object(Self.page(list, path, operation, entries.count))
        answer = Webex.Answer(status: 200, body: value.encoded(), trackingID: "")
    }

    /// An answer of an operation's shape that has nothing in it.
    init(emptyOf operation: Operation) {
        guard operation.listPath == nil else {
            self.init([], listedBy: operation)
            return
        }
        let shape = operation.answers.first
        var body: [UInt8] = []
        switch shape?.value?.type {
        case .list?: body = JSONValue.array([]).encoded()
        case .object?, .any?:
            var object: JSONObject = [:]
            for field in shape?.value?.fields ?? [] where field.type == .list { object[field.name] = .array([]) }
            body = JSONValue.object(object).encoded()
        default: break
        }
        let hasNone = body.isEmpty && shape?.value == nil
        self.init(
            Webex.Answer(status: hasNone ? 204 : 200, body: body, trackingID: "", isText: shape?.isPlainText ?? false)
        )
    }

    private static func page(_ list: JSONValue, _ path: String, _ operation: Operation, _ count: Int) -> JSONObject {
        var page: JSONObject = [:]
        for field in operation.answers.first?.value?.fields ?? [] where field.name != path {
            switch field.name {
            case "meta":
                page["meta"] = [
                    "page": 0, "pageSize": .integer(Int64(max(1, count))), "totalPages": 1,
                    "totalRecords": .integer(Int64(count)),
                ]
            case "totalResults", "totalResources", "total", "totalRecords", "itemsPerPage":
                page[field.name] = number(count, field)
            case "startIndex": page[field.name] = number(1, field)
            case "start", "offset", "page", "pageNumber": page[field.name] = number(0, field)
            default: continue
            }
        }
        page[path] = list
        return page
    }

    private static func number(_ number: Int, _ field: Parameter) -> JSONValue {
        field.type == .string ? .string(String(number)) : .integer(Int64(number))
    }
}
