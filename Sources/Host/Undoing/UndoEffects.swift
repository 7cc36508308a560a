import JSON
import Wire

/// What `undoing.lua` asks the host: what a run did, and what an object is like now; and what it tells of objects that
/// stay as they are.
struct UndoEffects: Sendable {
    let deeds: RunDeeds
    let planner: Planner

    /// Objects that are told at once.
    private static let page = 300

    /// `undo_changes`: the objects that the run has changed, in the order in which they are restored, from the one behind the first `after` of them.
    func changes(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let after = max(0, Int(clamping: arguments["after"]?.integer ?? 0))
        let steps = deeds.objects.dropFirst(after).prefix(Self.page).map { object in
            let step = UndoStep(deeds: object, catalog: planner.catalog)
            for text in step.lost { planner.giveUp("\(object.resource) \(step.called): \(text)") }
            return step.json
        }
        var head: JSONObject = ["last": .integer(Int64(after + steps.count))]
        if after == 0 {
            head["people"] = .array(deeds.people.sorted().map(JSONValue.string))
            tellOthers()
        }
        return Wire.Answer(.object(head), body: .json(JSONValue.array(Array(steps)).encoded()))
    }

    /// `undo_target`: an object as it is now in the plan; nothing where there is none.
    ///
    /// It is read once: the change that is planned for it is held against this one.
    func target(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        let resource = arguments["resource"]?.string ?? ""
        let target = arguments["target"]?.string ?? ""
        let canBeRead = planner.canRead(resource, target)
        let object = canBeRead ? try await planner.remembered(resource, target) : nil
        let head: JSONValue = ["unreadable": .bool(!canBeRead)]
        return object.map { Wire.Answer(head, body: .json(JSONValue.object($0).encoded())) } ?? Wire.Answer(head)
    }

    /// `undo_told`: what is left as it is, what cannot be taken back, or else what a reader should know.
    func told(_ arguments: JSONValue) {
        guard let text = arguments["text"]?.string else { return }
        switch arguments["kind"]?.string {
        case "left_alone": planner.leave(text)
        case "lost": planner.giveUp(text)
        default: planner.remark(text)
        }
    }

    /// What is no change of an object.
    private func tellOthers() {
        for (operation, known) in deeds.others.sorted(by: { $0.key < $1.key }) {
            planner.giveUp("\(operation)\(Self.targets(known)): nobody knows how to take back what it did")
        }
        for (resource, count) in deeds.nameless.sorted(by: { $0.key < $1.key }) {
            planner.giveUp("\(resource)\(Self.times(count)): created, but the id of what was made is not known")
        }
        guard !deeds.doubts.isEmpty else { return }
        let named = deeds.doubts.prefix(5).map { doubt in
            "write \(doubt.number), \(doubt.operation)" + (doubt.target.isEmpty ? "" : " of \(doubt.target)")
        }
        let more = deeds.doubts.count > 5 ? " and \(deeds.doubts.count - 5) more" : ""
        planner.giveUp(
            "\(named.joined(separator: "; "))\(more): nobody knows whether it happened; settle that first: patchbay resume "
                + "\(deeds.run), where the run can go on, decides by itself what may be sent again, and the rest is for a "
                + "person: patchbay runs settle \(deeds.run)"
        )
    }

    /// What changes by an operation were about: the first of them, and how many there are besides.
    private static func targets(_ known: RunDeeds.Others) -> String {
        guard !known.targets.isEmpty else { return times(known.count) }
        let more = known.count - known.targets.count
        return " of \(known.targets.joined(separator: ", "))" + (more > 0 ? " and \(more) more" : "")
    }

    private static func times(_ count: Int) -> String { count == 1 ? "" : ", \(count) times" }
}
