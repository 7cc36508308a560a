import JSON
import Synchronization
import Wire

/// `rules_load` and `rules_call`: files of rules, each list of them in a worker of its own that may do nothing but answer.
final class RulesEffects: Sendable {
    private let grants: Grants
    private let ground: Run.Ground
    private let journal: RunJournal
    private let accompany: @Sendable (ServedRun) -> Void
    private let loaded = Mutex<[Loaded]>([])

    /// Rules that were loaded.
    private struct Loaded {
        let served: ServedRun
        /// The names of their functions, by where these are defined.
        var functions: [String: String] = [:]
    }

    /// Lists of rules that a run may have at once.
    private static let mostLists = 16
    /// Items that may end the worker before the rules are given up: each costs as long as a call may take.
    private static let mostDeaths = 20
    private static let functions = ["select", "judge", "after"]

    /// - Parameters:
    ///   - grants: what the run may read.
    ///   - ground: what it stands on.
    ///   - journal: told what was read.
    ///   - accompany: has a worker end with the run.
    init(
        grants: Grants,
        ground: Run.Ground,
        journal: RunJournal,
        accompany: @escaping @Sendable (ServedRun) -> Void
    ) {
        self.grants = grants
        self.ground = ground
        self.journal = journal
        self.accompany = accompany
    }

    /// Reads files of rules and starts their worker.
    func load(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let paths = (arguments["files"]?.array ?? []).map(\.string)
        guard !paths.isEmpty, paths.allSatisfy({ $0?.isEmpty == false }) else {
            throw HostError(.invalid, "recordings.rules", "takes the path of a file, or a list of them")
        }
        let files = try read(paths.compactMap(\.self))
        let inputs = journal.inputs
        let code = RulesCode(files, outOfReach: ground.outOfReach) { inputs.given($0, $1) }
        let served = makeServed(code)
        let number = try loaded.withLock { loaded throws(HostError) in
            guard loaded.count < Self.mostLists else {
                throw HostError(.invalid, "recordings.rules", "was called \(Self.mostLists) times in this run")
            }
            loaded.append(Loaded(served: served))
            return loaded.count
        }
        accompany(served)
        let names = JSONValue.array(files.map { .string($0.name) })
        do throws(ServedFailure) {
            let has = try await served.call("has", [])
            let functions = (has[1]?.object ?? [:]).compactMap { field in
                field.value.string.map { (field.key, $0) }
            }
            loaded.withLock { $0[number - 1].functions = Dictionary(functions) { first, _ in first } }
            return Answer([
                "id": .integer(Int64(number)), "files": names, "has": has[0] ?? [:], "hash": .string(code.hash),
            ])
        } catch {
            throw HostError(.invalid, "", error.message, hint: "try them: patchbay recordings try-rules --rules FILE")
        }
    }

    /// Asks rules about a list of items; an item that ends the worker fails alone.
    func call(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        let number = Int(arguments["rules"]?.integer ?? 0)
        let function = arguments["function"]?.string ?? ""
        guard let rules = loaded.withLock({ number >= 1 && number <= $0.count ? $0[number - 1] : nil }),
            Self.functions.contains(function), let items = arguments["items"]?.array
        else { throw HostError(.invalid, "rules", "are asked for what there is not") }
        guard !items.isEmpty else { return Answer([:], body: .json(Array("[]".utf8))) }
        var answers: [JSONValue] = []
        if items.count > 1 {
            // Which of them it was shows when each is asked by itself.
            answers = (try? await ask(rules.served, function, items, countingDeaths: false)) ?? []
        }
        if answers.isEmpty {
            for item in items {
                try Task.checkCancellation()
                answers.append(await answer(rules, function, item))
            }
        }
        return Answer([:], body: .json(JSONValue.array(answers).encoded()))
    }

    private func ask(
        _ served: ServedRun,
        _ function: String,
        _ items: [JSONValue],
        countingDeaths counts: Bool = true
    ) async throws(ServedFailure) -> [JSONValue] {
        let answers = try await served.call(function, .array(items), countingDeaths: counts)[0]?.array ?? []
        guard answers.count == items.count else { throw ServedFailure("did not answer for each") }
        return answers
    }

    private func answer(_ rules: Loaded, _ function: String, _ item: JSONValue) async -> JSONValue {
        do throws(ServedFailure) {
            return try await ask(rules.served, function, [item])[0]
        } catch {
            let name = function == "judge" ? error.function(of: rules.functions) : function
            let place = error.isDeath ? name.map { " (in \($0))" } : nil
            let problem = JSONValue.string("the rules: \(error.message)\(place ?? "")")
            return function == "after" ? [problem] : ["keep": false, "problem": problem]
        }
    }

    private func read(_ paths: [String]) throws(HostError) -> [RulesCode.File] {
        var files: [RulesCode.File] = []
        for path in paths {
            let full = try PathText.absolute(path, in: ground.currentFolder)
            let text = try RulesCode.text(ReadingFile(try grants.openForReading(path), path: path), path)
            if try !grants.isPlanned(full) { journal.inputs.given(full, text) }
            let place = PathText.split(full)
            let isTaken = files.contains { $0.name == place.name }
            files.append(
                RulesCode.File(path: path, name: isTaken ? path : place.name, folder: place.folder, text: text)
            )
        }
        return files
    }

    private func makeServed(_ code: RulesCode) -> ServedRun {
        var bare = ground
        bare.org = nil
        bare.plugins = .none
        bare.console = .behind("rules", on: ground.console)
        let place = bare
        return ServedRun(clock: ground.clock, mostDeaths: Self.mostDeaths) { link in
            let script = ScriptFile(generated: "", name: code.files[0].name, folder: code.files[0].folder)
            var request = Run.Request(script: script, arguments: [])
            request.rules = code
            request.serving = link
            request.limits.output = 1 << 20
            return try Run(request, on: place)
        }
    }
}
