import Host
import JSON

/// A plan as one page for who approves it: it loads nothing, runs nothing, and leaves nothing out.
struct PlanPage {
    private let summary: PlanSummary

    /// Objects that stand open when the page does; of more, only what is deleted.
    private static let mostOpen = 200

    init(_ plan: Plan) { summary = PlanSummary(plan, isFull: true) }

    /// The whole page.
    var html: String {
        let grave = summary.sections.filter(\.isGrave), other = summary.sections.filter { !$0.isGrave }
        let parts = [heading] + grave.map(section) + summary.outline.groups.map(group) + other.map(section) + [footer]
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(Self.escaped(summary.title)) · Patchbay</title>
            <style>
            \(PlanPageStyle.css)
            </style>
            </head>
            <body><main>
            \(parts.joined(separator: "\n"))
            </main></body>
            </html>

            """
    }

    private var heading: String {
        let facts = summary.facts.map { "<div><dt>\($0.name)</dt><dd>\(Self.escaped($0.text))</dd></div>" }
        let permissions = summary.permissions.map { "<code>\($0)</code>" }.joined(separator: " and ")
        let lines = [
            summary.cost.map(Self.escaped), permissions.isEmpty ? nil : "applying needs \(permissions)",
            summary.obstacle.map { "<strong>\(Self.escaped($0))</strong>" },
        ]
        return """
            <header>
            <h1>\(Self.escaped(summary.title))</h1>
            <dl>\(facts.joined())</dl>
            <p class="counts">\(counts)</p>
            \(lines.compactMap(\.self).map { "<p>\($0)</p>" }.joined(separator: "\n"))
            </header>
            """
    }

    private var counts: String {
        guard !summary.outline.counts.isEmpty else { return Self.escaped(summary.counts) }
        let kinds = PlanOutline.Kind.allCases
        return kinds.compactMap { kind in
            summary.outline.counts[kind].map { count in
                "<span class=\"\(Self.style(kind))\"><b>\(Self.sign(kind))</b> \(count) \(Self.word(kind))</span>"
            }
        }.joined(separator: " ")
    }

    private func section(_ section: PlanSummary.Section) -> String {
        """
        <section class="\(section.isGrave ? "grave" : "note")">
        <h2>\(Self.escaped(section.title))</h2>
        <ul>\(section.lines.map { "<li>\(Self.escaped($0))</li>" }.joined())</ul>
        </section>
        """
    }

    private func group(_ group: PlanOutline.Group) -> String {
        let name = group.resource.isEmpty ? "other requests" : PlanSummary.spoken(group.resource)
        let isShort = group.objects.count <= Self.mostOpen
        return """
            <section>
            <h2>\(Self.escaped(name)) <small>\(group.entries.count)</small></h2>
            \(group.objects.map { object($0, isOpen: isShort || $0.isDeleted) }.joined(separator: "\n"))
            </section>
            """
    }

    private func object(_ object: PlanOutline.Object, isOpen: Bool) -> String {
        let signs = object.entries.map { entry in
            "<span class=\"\(Self.style(entry.kind))\"><b>\(Self.sign(entry.kind))</b> \(head(entry))</span>"
        }
        let mark = object.entries[0].kind == .create ? "" : summary.words.mark(of: object.entries[0].change)
        let name = "<bdi class=\"name\">\(Self.escaped(PlanWords.oneLine(object.name) + mark))</bdi>"
        let several = object.entries.count > 1
        let details = object.entries.enumerated().map { place, entry in
            (several ? "<p class=\"step\">\(signs[place])</p>" : "") + fields(entry)
        }
        let body = details.joined()
        guard !body.isEmpty else { return "<div class=\"object\">\(signs.joined(separator: " ")) \(name)</div>" }
        return """
            <details class="object"\(isOpen ? " open" : "")><summary>\(signs.joined(separator: " ")) \(name)</summary>
            \(body)</details>
            """
    }

    private func head(_ entry: PlanOutline.Entry) -> String {
        switch entry.kind {
        case .create: "create"
        case .change: "change"
        case .delete: "delete"
        case .order: Self.escaped("do " + PlanWords.oneLine(entry.change.operation))
        case .nothing: "already as it should be:"
        }
    }

    private func fields(_ entry: PlanOutline.Entry) -> String {
        let lines = entry.differences.map { difference in
            "<li>\(summary.words.pieces(difference, of: entry.kind).map(piece).joined())</li>"
        }
        let scope = ScopeText(entry.change.scope).text
        let place = scope.isEmpty ? "" : "<p class=\"scope\">\(Self.escaped(scope))</p>"
        return (lines.isEmpty ? "" : "<ul class=\"fields\">\(lines.joined())</ul>") + (lines.isEmpty ? "" : place)
    }

    private func piece(_ piece: PlanPiece) -> String {
        var text = Self.escaped(piece.text)
        // A sign stays with its word.
        if let sign = ["+ ", "- "].first(where: text.hasPrefix), piece.role != .plain {
            text = "\(sign.dropLast())&nbsp;\(text.dropFirst(sign.count))"
        }
        let title = piece.id.map { " title=\"\(Self.escaped(PlanWords.oneLine($0)))\"" } ?? ""
        if piece.role == .plain, title.isEmpty, piece.text.allSatisfy({ " ,".contains($0) }) { return text }
        return "<bdi class=\"\(piece.role.rawValue)\"\(title)>\(text)</bdi>"
    }

    private var footer: String {
        let plan = summary.plan
        let version = Self.escaped(PlanWords.oneLine(plan.version))
        return
            "<footer>Made by Patchbay \(version). Nothing of it has been sent. The file of the plan is what is carried out, "
            + "and this page is a view of it.</footer>"
    }

    private static func style(_ kind: PlanOutline.Kind) -> String { "kind \(kind)" }

    private static func sign(_ kind: PlanOutline.Kind) -> String {
        switch kind {
        case .create: "+"
        case .change: "~"
        case .delete: "−"
        case .order: "!"
        case .nothing: "="
        }
    }

    private static func word(_ kind: PlanOutline.Kind) -> String {
        switch kind {
        case .create: "to create"
        case .change: "to change"
        case .delete: "to delete"
        case .order: "to do"
        case .nothing: "already as it should be"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
