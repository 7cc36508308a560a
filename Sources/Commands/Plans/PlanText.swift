import Host
import JSON

/// A plan as a person reads it on a terminal.
struct PlanText {
    let summary: PlanSummary
    /// Puts a text in a colour, where colour is welcome.
    let colored: (String, Console.Color) -> String

    /// Objects of a resource that are shown one by one, unless all are wanted.
    static let most = 100
    /// Fields of a deleted object that are shown, unless all are wanted.
    private static let mostLost = 4

    private var words: PlanWords { summary.words }

    /// - Parameters:
    ///   - plan: what is shown.
    ///   - isFull: whether everything is, however much it is.
    ///   - colored: puts a text in a colour, where colour is welcome.
    init(_ plan: Plan, isFull: Bool = false, colored: @escaping (String, Console.Color) -> String = { text, _ in text })
    {
        summary = PlanSummary(plan, isFull: isFull)
        self.colored = colored
    }

    /// All of it.
    var text: String {
        ([heading] + summary.outline.groups.map(group) + summary.sections.map(section) + [ending])
            .joined(separator: "\n")
    }

    private var heading: String {
        var table = TextTable(width: .max, indent: 2)
        for fact in summary.facts { table.add(fact.name, fact.text) }
        return summary.title + "\n" + table.text
    }

    private func group(_ group: PlanOutline.Group) -> String {
        let name = group.resource.isEmpty ? "other requests" : PlanSummary.spoken(group.resource)
        var lines = [name]
        var rest: [PlanOutline.Object] = []
        var shown = 0
        for object in group.objects {
            // However many there are, what is lost is shown, and so is what differs from all others.
            if words.isFull || object.isDeleted || shown < Self.most {
                lines += self.object(object)
                shown += 1
            } else {
                rest.append(object)
            }
        }
        return (lines + more(rest)).map { $0 + "\n" }.joined()
    }

    /// Says of those that are not shown what is done to how many.
    private func more(_ objects: [PlanOutline.Object]) -> [String] {
        guard !objects.isEmpty else { return [] }
        var order: [String] = []
        var counts: [String: Int] = [:]
        for object in objects {
            let what = object.entries.map(kindly).joined(separator: "; ")
            if counts[what] == nil { order.append(what) }
            counts[what, default: 0] += 1
        }
        let heading = "  and \(objects.count) more, all of them shown with --full:"
        return [heading] + order.map { "    \(counts[$0] ?? 0) \($0)" }
    }

    private func kindly(_ entry: PlanOutline.Entry) -> String {
        var fields: [String] = []
        for case .field(let name)? in entry.differences.map(\.path.first) where fields.last != name {
            fields.append(PlanWords.oneLine(name))
        }
        switch entry.kind {
        case .create: return "to create"
        case .delete: return "to delete"
        case .order: return "to do: \(PlanWords.oneLine(entry.change.operation))"
        case .nothing: return "already as it should be"
        case .change: return "to change: \(fields.joined(separator: ", "))"
        }
    }

    private func object(_ object: PlanOutline.Object) -> [String] {
        object.entries.flatMap { entry in
            let name = PlanWords.oneLine(object.name)
            let heading = "  " + head(entry, name, mark: words.mark(of: entry.change))
            return [heading] + details(entry).map { "      " + $0 }
        }
    }

    private func head(_ entry: PlanOutline.Entry, _ name: String, mark: String) -> String {
        switch entry.kind {
        case .create: colored("+ create \(name)", .good)
        case .change: colored("~ change", .warning) + " \(name)\(mark)"
        case .delete: colored("- delete \(name)\(mark)", .bad)
        case .order:
            colored("! do", .warning)
                + " \(PlanWords.oneLine(entry.change.operation))\(name.isEmpty ? "" : " \(name)\(mark)")"
        case .nothing: colored("= \(name)\(mark): already as it should be", .faint)
        }
    }

    private func details(_ entry: PlanOutline.Entry) -> [String] {
        // A deleted object's name stands above already.
        let isDelete = entry.kind == .delete
        let told = entry.differences.filter { !isDelete || $0.path != [.field("name")] }
        let lines = told.map { words.pieces($0, of: entry.kind).map(painted).joined() }
        guard isDelete, !words.isFull, lines.count > Self.mostLost else { return lines }
        return lines.prefix(Self.mostLost) + [colored("and \(lines.count - Self.mostLost) more fields", .faint)]
    }

    private func painted(_ piece: PlanPiece) -> String {
        switch piece.role {
        case .plain, .field: piece.text
        case .added: colored(piece.text, .good)
        case .removed: colored(piece.text, .bad)
        case .faint: colored(piece.text, .faint)
        }
    }

    private func section(_ section: PlanSummary.Section) -> String {
        let title = section.isGrave ? colored(section.title, .warning) : section.title
        return ([title] + section.lines.map { "  " + $0 }).map { $0 + "\n" }.joined()
    }

    private var ending: String {
        let permissions = summary.permissions
        let needs = permissions.isEmpty ? nil : "applying needs \(permissions.joined(separator: " and "))"
        return [summary.counts, summary.cost, needs, summary.obstacle].compactMap(\.self).map { $0 + "\n" }.joined()
    }
}
