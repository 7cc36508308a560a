import Catalog
import JSON
import Journal
import Webex
import Wire

extension Run {
    /// The door of this run, with every effect there is.
    func makeDoor(
        rows: RowEffects,
        files: FileTable,
        names: ClaimedNames,
        journal: RunJournal?,
        keeper: (any DoorKeeper)?
    ) -> Door {
        let modules = ModuleEffects(
            folder: request.script.folder,
            grants: grants,
            journal: journal,
            own: request.plugin?.plugin ?? request.manifest?.plugin,
            plugins: ground.plugins,
            rules: request.rules
        )
        var effects: [String: Door.EffectHandler] = ["module": modules.module]
        var notices = notices(rows, journal)
        let times = TimeEffects(clock: ground.clock, isPlanned: planner != nil)
        if let serving = request.serving { effects["served_next"] = serving.next }
        if let rules = request.rules {
            effects["rules_source"] = rules.source
            effects[Door.anyOther] = rules.refuse
        }
        if let manifest = request.manifest {
            effects["manifest"] = manifest.take
            effects[Door.anyOther] = manifest.refuse
        }
        if !describesOnly || request.manifest != nil {
            // What needs no org, which a replay carries out too.
            effects["describe"] = DescribeEffects(catalog: .bundled).describe
            effects["entities"] = EntityEffects(catalog: .bundled).entities
            effects["zone"] = times.zone
        }
        if request.manifest == nil {
            effects["args"] = { [weak self] arguments, _ in try await self?.arguments(arguments, journal) ?? .done }
        }
        if let org = ground.org, let journal {
            var calls = CallEffects(
                session: org.session,
                catalog: .bundled,
                permits: ChangePermits(request.permissions, used: journal.memory?.changes ?? 0),
                grants: grants,
                secrets: secrets,
                warnings: CallWarnings { [weak self] in self?.warn($0, journal) },
                journal: journal,
                seen: planner?.seen ?? SeenObjects(isKept: !request.permissions.isReadOnly)
            )
            calls.planner = planner
            calls.operations = request.permissions.operations
            planner?.listen { [weak self] in self?.warn($0, journal) }
            effects["expect"] = planner?.expect
            effects.merge(recordingEffects(org, names: names)) { first, _ in first }
            let rules = RulesEffects(grants: grants, ground: ground, journal: journal) { [weak self] in
                self?.accompany($0)
            }
            effects["rules_load"] = rules.load
            effects["rules_call"] = rules.call
            if let applied {
                let applying = ApplyEffects(
                    applied,
                    session: org.session,
                    journal: journal,
                    seen: calls.seen,
                    rows: rows,
                    progress: progress,
                    console: ground.console,
                    allowed: request.permissions.changes.map { max(0, $0 - (journal.memory?.changes ?? 0)) }
                )
                effects["plan_changes"] = applying.changes
                effects["plan_expected"] = applying.expected
                effects["plan_check"] = applying.check
                notices["change"] = applying.change
            }
            effects["call"] = calls.call
            effects["request"] = RequestEffects(calls: calls).request
            effects["http"] =
                HTTPEffects(
                    web: org.web,
                    hosts: request.permissions.hosts,
                    plugin: request.permissions.plugin,
                    secrets: secrets,
                    redaction: org.session.redaction,
                    journal: journal,
                    planner: planner,
                    grants: grants
                ).send
            let storage = S3Effects(
                buckets: buckets(org),
                grants: grants,
                journal: journal,
                redaction: org.session.redaction,
                planner: planner
            )
            effects["s3_put"] = storage.put
            effects["s3_head"] = storage.head
            effects["bandwidth"] = BandwidthEffects(bandwidth: org.session.bandwidth).limit
            let memory = MemoryEffects(journal: journal, isPlanned: planner != nil)
            effects["row_known"] = memory.row
            effects["step_known"] = memory.knownStep
            effects["step_done"] = memory.step
            effects["settle"] = memory.settle
            let plannedValues = planner.map { planner in PlannedValues { planner.hold(HeldEffect(.store, $0)) } }
            let values = StoreEffects(journal: journal, planned: plannedValues)
            effects["store_get"] = values.get
            effects["store_set"] = values.set
            effects["store_take"] = values.take
            effects["store_read"] = values.read
            effects["store_update"] = values.update
            effects["rows_begin"] = rows.begin
            effects["rows_end"] = rows.end
            effects["sleep"] = times.sleep
            let fileEffects = FileEffects(
                grants: grants,
                files: files,
                currentFolder: ground.currentFolder,
                journal: journal
            )
            effects.merge(fileEffects.handlers) { first, _ in first }
            let audio = AudioEffects(grants: grants, currentFolder: ground.currentFolder, journal: journal)
            effects["audio_inspect"] = audio.inspect
        } else if describesOnly, request.manifest == nil {
            // A script that asks for anything before it declares its arguments has none to declare.
            effects[Door.anyOther] = { [weak self] _, _ in
                self?.finish(.described(nil))
                return .done
            }
        }
        let undo = request.undoes.flatMap { deeds in planner.map { UndoEffects(deeds: deeds, planner: $0) } }
        if let undo {
            effects["undo_changes"] = undo.changes
            effects["undo_target"] = undo.target
        }
        var ordered: [String: Door.OrderedHandler] = ground.org == nil ? [:] : ["row_seen": rows.seen]
        if let undo { notices["undo_told"] = { arguments, _ in undo.told(arguments) } }
        if let bench = request.bench {
            effects.merge(bench.effects(on: ground, request)) { first, _ in first }
            ordered.merge(bench.ordered(ground)) { first, _ in first }
            notices.merge(bench.notices(ground.console)) { first, _ in first }
        }
        if planner != nil { watch(&effects, &notices) }
        return Door(
            effects: effects,
            ordered: ordered,
            notices: notices,
            redaction: ground.console.redaction,
            keeper: keeper
        ) { [weak self] frames in self?.worker.send(frames) }
    }

    private func notices(_ rows: RowEffects, _ journal: RunJournal?) -> [String: Door.NoticeHandler] {
        [
            "print": { [weak self] _, data in
                guard let self, printed(data.count), !describesOnly else { return }
                // Of a run that plans, the plan alone is data; of one that serves another, nothing is.
                if request.plans || request.serving != nil {
                    ground.console.printAside(data)
                } else {
                    ground.console.print(data)
                }
            },
            "log": { [weak self] arguments, _ in self?.log(arguments, journal) },
            "row": { arguments, data in rows.row(arguments, data) },
            "report": { [weak self] arguments, _ in
                let row = RowResult(
                    row: 0,
                    key: arguments["key"]?.string,
                    status: arguments["status"]?.string ?? "done",
                    error: arguments["message"]?.string
                )
                rows.enter(row, content: nil)
                rows.tell(of: row)
                self?.progress.row(row, fraction: nil)
            },
            "tally": { [weak self] arguments, _ in self?.progress.saw(tasks: Int(arguments["tasks"]?.integer ?? 0)) },
            "progress": { [weak self] arguments, _ in
                self?.progress.count(
                    done: arguments["done"]?.integer ?? 0,
                    total: arguments["total"]?.integer,
                    label: arguments["label"]?.string ?? "done"
                )
            },
        ]
    }

    /// Resolves the script's arguments; what a person typed for them is granted.
    ///
    /// Those that do not fit end the run.
    private func arguments(_ declaration: JSONValue, _ journal: RunJournal?) async throws -> Wire.Answer {
        // What is declared decides what the words that a person typed mean: a second declaration could make a permission
        // of a word that was none.
        guard isFirstDeclaration() else {
            throw HostError(.invalid, "run.args", "was called before", hint: "declare all arguments in one call")
        }
        let arguments = try ScriptArguments(declaration: declaration)
        let context = ArgumentContext(
            now: began,
            zone: ground.zone,
            currentFolder: ground.currentFolder,
            script: request.script.path,
            secrets: ground.secrets
        )
        if describesOnly {
            finish(request.checksArguments ? usage(of: arguments, context) : .described(arguments))
            return .done
        }
        do {
            let (words, hidden) = keepableWords(arguments)
            if !hidden.isEmpty { try await journal?.keep(words: words, hiding: hidden) }
            switch try arguments.resolve(request.arguments, in: context) {
            case .help:
                finish(.described(arguments))
                return .done
            case .values(let resolved):
                grants.add(try request.bounds?.confined(resolved.grants) ?? resolved.grants)
                secrets.grant(resolved.secrets)
                try await journal?.declared(resolved)
                planner?.declared(resolved.values)
                return Wire.Answer(.object(remembered(resolved.values)))
            }
        } catch let error as HostError {
            finish(.usage(error))
            return .done
        }
    }

    /// How a run ends that only asks whether its arguments fit.
    private func usage(of arguments: ScriptArguments, _ context: ArgumentContext) -> RunEnd {
        do throws(HostError) {
            _ = try arguments.resolve(request.arguments, in: context)
            return .described(arguments)
        } catch {
            return .usage(error)
        }
    }

    /// The values with those of the run's first attempt in their places: a default may be another on another day.
    private func remembered(_ values: JSONObject) -> JSONObject {
        guard let text = request.past?.record.arguments, let before = try? JSONValue(parsing: Array(text.utf8)) else {
            return values
        }
        var remembered = values
        for name in values.keys { remembered[name] = before[name] ?? values[name] }
        return remembered
    }

    private func log(_ arguments: JSONValue, _ journal: RunJournal?) {
        let level = arguments["level"]?.string ?? "info"
        var line = arguments["text"]?.string ?? ""
        for field in arguments["fields"]?.object ?? [:] {
            let value = field.value.string ?? String(decoding: field.value.encoded(), as: UTF8.self)
            line += " \(field.key)=\(value)"
        }
        let console = ground.console
        if level == "warn" { return warn(line, journal) }
        journal?.tell(line, level: level)
        let word = level == "error" ? console.colored("error:", .bad) : console.colored("\(level):", .faint)
        say(word, line)
    }

    /// Warns of what the script, or the host for it, does all the same.
    private func warn(_ line: String, _ journal: RunJournal?) {
        say(ground.console.colored("warning:", .warning), line)
        journal?.tell(line, level: "warn")
    }

    private func say(_ word: String, _ line: String) {
        // Lines count as output too, or a loop could fill a disk with them.
        if printed(word.utf8.count + line.utf8.count + 2) { ground.console.say("\(word) \(Console.plain(line))") }
    }
}
