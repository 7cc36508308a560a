import Catalog
import JSON
import Webex

/// A list as it would be after a plan's changes: pages of the service's, in which the objects that the plan has touched are
/// changed.
///
/// Objects that would be new to the list stand at the end of its first page.
struct PlannedList {
    private let operation: Operation
    private let question: ListQuestion
    /// As they would be; nil for those that the list would no longer have.
    private var touched: [String: JSONObject?] = [:]
    /// Those that the list has not, but would have.
    private var added: [JSONObject] = []
    private var addedIDs: Set<String> = []
    /// How many of the service's it would no longer have.
    private var dropped = 0

    /// - Parameters:
    ///   - operation: the list.
    ///   - question: what is asked of it.
    ///   - objects: those of the resource that the plan has touched, as far as they are in this list.
    init(_ operation: Operation, _ question: ListQuestion, _ objects: [PlannedOrg.Object]) {
        self.operation = operation
        self.question = question
        for object in objects {
            guard question.unjudged == nil else {
                if object.isThere { touched[object.id] = .some(object.isDeleted ? nil : object.fields) }
                continue
            }
            let was = object.original.map(question.wants) ?? false
            let isWanted = !object.isDeleted && question.wants(object.fields)
            if isWanted, !was {
                added.append(object.fields)
                addedIDs.insert(object.id)
            }
            if was, !isWanted { dropped += 1 }
            if object.isThere { touched[object.id] = .some(isWanted ? object.fields : nil) }
        }
    }

    /// Whether the service's answer is as it would be after the plan, whatever it is.
    var changesNothing: Bool { touched.isEmpty && added.isEmpty }

    /// The list where the service knows nothing of it: what it would have.
    var alone: PlannedAnswer {
        PlannedAnswer(question.isFirstPage ? added.map(question.shown) : [], listedBy: operation)
    }

    /// A page as it would be after the plan.
    ///
    /// - Throws: for an answer that is no JSON.
    func applied(to answer: Webex.Answer) throws -> PlannedAnswer {
        guard !changesNothing, !answer.isText, !answer.body.isEmpty, let path = operation.listPath else {
            return PlannedAnswer(answer)
        }
        let body = try JSONValue(parsing: answer.body)
        guard let entries = path.isEmpty ? body.array : body[path]?.array else { return PlannedAnswer(answer) }
        var (list, isChanged) = overlaid(entries)
        if question.isFirstPage, !added.isEmpty {
            let here = Set(entries.compactMap { $0["id"]?.string })
            let new = added.filter { object in object["id"]?.string.map { !here.contains($0) } ?? true }
            list += new.map { .object(question.shown($0)) }
            isChanged = isChanged || !new.isEmpty
        }
        let shift = added.count - dropped
        guard isChanged || shift != 0 else { return PlannedAnswer(answer) }
        var came = PlannedAnswer.Came(count: entries.count, first: entries.first?["id"]?.string)
        var changed = answer
        if var fields = body.object {
            came.total = Self.totals.lazy.compactMap { fields[$0] }.first
            fields[path] = .array(list)
            Self.count(&fields, shift: shift, here: list.count)
            if var meta = fields["meta"]?.object {
                Self.count(&meta, shift: shift, here: list.count)
                if !list.isEmpty, meta["totalPages"]?.lenientInteger == 0 { meta["totalPages"] = 1 }
                fields["meta"] = .object(meta)
            }
            changed.body = JSONValue.object(fields).encoded()
        } else {
            changed.body = JSONValue.array(list).encoded()
        }
        return PlannedAnswer(changed, came: came)
    }

    /// The entries of a page without those that are gone, and the others as they would be; and whether that is different.
    private func overlaid(_ entries: [JSONValue]) -> (list: [JSONValue], isChanged: Bool) {
        var isChanged = false
        let list = entries.compactMap { entry -> JSONValue? in
            guard let id = entry["id"]?.string, let planned = touched[id] else { return entry }
            isChanged = true
            // One that the first page has told already is not told again.
            guard let planned, question.isFirstPage || !addedIDs.contains(id) else { return nil }
            return .object(question.shown(planned))
        }
        return (list, isChanged)
    }

    private static let totals = ["totalResults", "totalResources", "total", "totalRecords"]

    /// Puts right what a page says of how many there are.
    private static func count(_ fields: inout JSONObject, shift: Int, here: Int) {
        for name in totals { set(name, in: &fields) { max(Int64(here), $0 + Int64(shift)) } }
        for name in ["itemsPerPage", "resultCount"] { set(name, in: &fields) { _ in Int64(here) } }
    }

    private static func set(_ name: String, in fields: inout JSONObject, to number: (Int64) -> Int64) {
        guard let old = fields[name]?.lenientInteger else { return }
        let new = number(old)
        fields[name] = fields[name]?.string == nil ? .integer(new) : .string(String(new))
    }
}
