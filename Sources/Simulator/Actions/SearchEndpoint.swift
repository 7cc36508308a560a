import Hummingbird
import JSON

/// `POST /search`: tasks by GraphQL, as far as `{task(from, to) {tasks {…}}}` goes.
///
/// What is no such query gets `errors` under status 200, as GraphQL has it.
struct SearchEndpoint {
    /// Why a query is not answered.
    private struct Refusal: Error {
        let message: String
    }

    private static let most = 250
    private static let range: Int64 = 365 * 86_400_000

    private let service: Service
    private let asked: OperationCall

    init(_ service: Service, _ asked: OperationCall) {
        self.service = service
        self.asked = asked
    }

    func answer() throws(ServiceFault) -> Response {
        do throws(Refusal) {
            return asked.answer(["data": ["task": ["tasks": .array(try tasks())]]])
        } catch {
            return asked.answer(["errors": [["message": .string(error.message)]]])
        }
    }

    private func tasks() throws(Refusal) -> [JSONValue] {
        let query = asked.fields["query"]?.string ?? ""
        guard let call = query.firstRange(of: "task(") else {
            throw Refusal(message: "the query names no field task with a from and a to")
        }
        let arguments = query[call.upperBound...].prefix { $0 != ")" }
        let from = try argument("from", String(arguments))
        let to = try argument("to", String(arguments))
        guard from < to, to - from <= Self.range else {
            throw Refusal(message: "from must lie before to, and no more than 365 days")
        }
        let wanted = Set(query[call.upperBound...].split { !($0.isLetter || $0.isNumber) }.map(String.init))
        let book = service.tasks
        var found: [JSONValue] = []
        var task = book.firstTask(createdAtOrAfter: from)
        while task < book.count, book.createdTime(task) < to, found.count < Self.most {
            found.append(.object(JSONObject(self.task(task).filter { wanted.contains($0.key) })))
            task += 1
        }
        return found
    }

    private func task(_ task: Int) -> JSONObject {
        let book = service.tasks
        let created = book.createdTime(task)
        return [
            "id": .string(book.ids.text(task)), "status": .string(book.isAbandoned(task) ? "abandoned" : "ended"),
            "channelType": .string(book.channel(task).rawValue), "createdTime": .integer(created),
            "endedTime": .integer(created + book.duration(task)), "isActive": false,
        ]
    }

    /// A time among the arguments: a number, or a variable that the body gives a value.
    private func argument(_ name: String, _ arguments: String) throws(Refusal) -> Int64 {
        guard let place = arguments.firstRange(of: "\(name):") else {
            throw Refusal(message: "task needs the argument \(name)")
        }
        let text = arguments[place.upperBound...].drop { $0 == " " }.prefix { !" ,\n)".contains($0) }
        let value =
            text.hasPrefix("$")
            ? asked.fields["variables"]?[String(text.dropFirst())]?.lenientInteger : Int64(text)
        guard let value else { throw Refusal(message: "\(name) must be milliseconds since 1970") }
        return value
    }
}
