import JSON
import Testing
import Webex

@testable import Host

@Suite("Script arguments")
struct ScriptArgumentsTests {
    private let folder = TemporaryFolder()

    private static let export: JSONValue = [
        "about": "Saves the recordings of a window of time.",
        "arguments": [
            ["name": "--from", "type": "date", "required": true, "help": "start of the window"],
            ["name": "--to", "type": "date", "default": "now", "help": "end of the window, itself not included"],
            ["name": "--out", "type": "folder", "default": "recordings", "help": "folder the files go to"],
            [
                "name": "--channel", "type": "choice", "default": "telephony",
                "choices": ["telephony", "chat", "email", "social"],
            ],
            ["name": "--segments", "type": "flag", "help": "each segment by itself"],
            ["name": "--min-length", "type": "duration"],
        ],
    ]

    private static let mixed: JSONValue = [
        "arguments": [
            ["name": "from", "type": "text", "required": true],
            ["name": "rest", "type": "integer", "many": true],
            ["name": "--tag", "type": "choice", "many": true, "choices": ["a", "b"]],
            ["name": "--ratio", "type": "number"],
            ["name": "--count", "type": "integer"],
            ["name": "--hook", "type": "secret"],
        ]
    ]

    private func resolve(_ declaration: JSONValue, _ tokens: [String]) throws -> ResolvedArguments {
        let homes = try HomeFolders(environment: ["PATCHBAY_HOME": folder.path + "/home"], currentFolder: "/")
        let context = ArgumentContext(
            now: 1_000,
            zone: .utc,
            currentFolder: folder.path,
            script: "s.lua",
            secrets: Vault(folders: homes, environment: [:], redaction: Redaction()).secrets
        )
        let resolution = try ScriptArguments(declaration: declaration).resolve(tokens, in: context)
        guard case .values(let resolved) = resolution else { throw HostError(.invalid, "", "only help was asked for") }
        return resolved
    }

    private func failure(_ declaration: JSONValue, _ tokens: [String]) -> String? {
        let error = #expect(throws: HostError.self) { try resolve(declaration, tokens) }
        #expect(error?.exitCode == 2)
        return error?.description
    }

    @Test("values come under their names, with defaults, nulls and false for what was not given")
    func values() throws {
        let resolved = try resolve(Self.export, ["--from", "2026-11-01", "--min-length=1h30m"])
        #expect(
            JSONValue.object(resolved.values) == [
                "from": 1_793_491_200_000, "to": 1_000, "out": "recordings", "channel": "telephony", "segments": false,
                "min_length": 5_400_000,
            ]
        )
        #expect(resolved.values.keys == ["from", "to", "out", "channel", "segments", "min_length"])
        let recordings = try PathGrant("recordings", .write, .folder, origin: .byDefault, currentFolder: folder.path)
        #expect(resolved.grants == [recordings])
    }

    @Test("a value may begin with a dash, follow an equals sign, or stand behind two dashes")
    func tokenForms() throws {
        #expect(try resolve(Self.export, ["--from", "-1s"]).values["from"] == 0)
        #expect(try resolve(Self.export, ["--from=-1s", "--segments"]).values["segments"] == true)
        #expect(try resolve(Self.export, ["--segments=false", "--from=now"]).values["segments"] == false)
        let resolved = try resolve(Self.mixed, ["--tag", "a", "x", "1", "--ratio", "-0.5", "--tag=b", "--", "-2"])
        #expect(
            JSONValue.object(resolved.values) == [
                "from": "x", "rest": [1, -2], "tag": ["a", "b"], "ratio": -0.5, "count": nil, "hook": nil,
            ]
        )
        #expect(try resolve(Self.mixed, ["--", "--tag"]).values["from"] == "--tag")
    }

    @Test("a path that is typed grants itself, relative to the current folder or absolute")
    func typedPaths() throws {
        let other = TemporaryFolder()
        let resolved = try resolve(Self.export, ["--from", "now", "--out", other.path])
        #expect(
            resolved.grants == [
                try PathGrant(other.path, .write, .folder, origin: .typed, currentFolder: folder.path)
            ]
        )
        try folder.write("in.csv")
        let file: JSONValue = ["arguments": [["name": "file", "type": "file"], ["name": "--o", "type": "output"]]]
        let grants = try resolve(file, ["in.csv", "--o", "new/out.csv"]).grants
        #expect(grants.map(\.path) == [folder.path + "/in.csv", folder.path + "/new/out.csv"])
        #expect(grants.map(\.access) == [.read, .write])
        #expect(try folder.names() == ["in.csv"])
    }

    @Test("mistakes name the argument, the value and the way out")
    func mistakes() {
        #expect(failure(Self.export, ["--form", "now"]) == "unknown option --form; did you mean --from?")
        #expect(failure(Self.export, ["--zzz"]) == "unknown option --zzz; see patchbay help s.lua")
        #expect(
            failure(Self.export, []) == "s.lua needs --from DATE (start of the window); see patchbay help s.lua"
        )
        #expect(failure(Self.export, ["--from"]) == "--from needs a value; write --from DATE")
        #expect(
            failure(Self.export, ["--from", "--segments"])
                == "--from needs a value; write --from DATE, or --from=VALUE for one that begins with dashes"
        )
        #expect(failure(Self.export, ["--from", "now", "--from=now"]) == "--from is given twice; drop one of the two")
        #expect(
            failure(Self.export, ["--from", "yesteday"]) == "--from: 'yesteday' is no date; did you mean yesterday?"
        )
        #expect(
            failure(Self.export, ["--from=now", "--channel", "chatt"])
                == "--channel: 'chatt' is not one of the choices; did you mean chat? choices are telephony, chat, email, social"
        )
        #expect(
            failure(Self.export, ["--from=now", "--min-length", "5"])
                == "--min-length: '5' is no duration; write it with units: 90s, 5m, 2h, 7d or 1h30m"
        )
        #expect(
            failure(Self.export, ["--from=now", "x"])
                == "unexpected argument 'x': s.lua takes no arguments without a name; see patchbay help s.lua"
        )
        #expect(failure(Self.mixed, ["x", "1.5"]) == "rest: '1.5' is no whole number")
        #expect(failure(Self.mixed, ["x", "--ratio", "much"]) == "--ratio: 'much' is no number")
        #expect(
            failure(Self.mixed, ["x", "--tag", "a,b"])
                == "--tag: 'a,b' are several; give each by itself: --tag a --tag b"
        )
        #expect(failure(Self.mixed, ["--from", "x"]) == "unknown option --from; did you mean from, without dashes?")
        #expect(
            failure(Self.mixed, ["x", "--hook", "h"])
                == "--hook: there is no secret 'h'; set it: patchbay secret set h"
        )
        #expect(
            failure(Self.mixed, ["x", "--hook", "https://h.example/s3cret"])
                == "--hook: takes the name of a stored secret, and this is none; keep the value first: patchbay secret set NAME"
        )
        #expect(failure(Self.export, ["--from=now", "--segments=maybe"])?.contains("neither true nor false") == true)
    }

    @Test("paths that cannot be what is asked for are refused before anything begins")
    func badPaths() throws {
        try folder.write("recordings", "a file")
        try folder.write("agents.csv")
        try folder.makeFolder("folder")
        let files: JSONValue = ["arguments": [["name": "--in", "type": "file"], ["name": "--o", "type": "output"]]]
        #expect(
            failure(Self.export, ["--from=now", "--out", "recordings"])
                == "--out: recordings is a file, not a folder"
        )
        #expect(failure(Self.export, ["--from=now"]) == "--out: recordings is a file, not a folder")
        #expect(
            failure(Self.export, ["--from=now", "--out", "recordings/deeper"])
                == "--out: recordings/deeper cannot be made: \(folder.path)/recordings is a file, not a folder"
        )
        #expect(
            failure(files, ["--in", "agents.cvs"]) == "--in: there is no file agents.cvs; did you mean agents.csv?"
        )
        #expect(failure(files, ["--in", "folder"]) == "--in: folder is a folder, not a file")
        #expect(failure(files, ["--o", "folder"]) == "--o: folder is a folder, not a file")
        #expect(failure(files, ["--o", "/dev/null"]) == "--o: /dev/null is a device, not a file")
        #expect(failure(files, ["--o", ""]) == "--o: a path is empty")
    }

    @Test("a default that leaves the current folder is refused, unless a path is typed")
    func badDefault() throws {
        let declaration: JSONValue = ["arguments": [["name": "--out", "type": "folder", "default": "/tmp"]]]
        let error = #expect(throws: HostError.self) { try resolve(declaration, []) }
        #expect(error?.kind == .denied)
        #expect(error?.description.hasPrefix("--out: the default '/tmp' is not granted: ") == true)
        #expect(error?.hint == "name the path: --out FOLDER")
        #expect(try resolve(declaration, ["--out", "there"]).grants.count == 1)
    }

    @Test("help is recognised before anything else is checked", arguments: ["-h", "--help"])
    func help(token: String) throws {
        let context = ArgumentContext(now: 0, zone: .utc, currentFolder: "/", script: "s.lua")
        let resolution = try ScriptArguments(declaration: Self.export).resolve([token], in: context)
        guard case .help = resolution else {
            Issue.record("\(token) was not taken for a call for help")
            return
        }
    }

    @Test(
        "a declaration with a mistake names the argument and the mistake",
        arguments: [
            ([["name": "--from", "type": "dat"]], "run.args: --from: unknown type 'dat'; did you mean date?"),
            (
                [["name": "--a-b", "type": "text"], ["name": "a_b", "type": "text"]],
                "run.args: a_b: has the same name as --a-b; give it another name"
            ),
            (
                [["name": "a", "type": "text"], ["name": "a", "type": "text"]],
                "run.args: a: is declared twice; give it another name"
            ),
            (
                [["name": "--n", "type": "integer", "default": "five"]],
                #"run.args: --n: its default does not fit: "five" is no integer"#
            ),
            (
                [["name": "--d", "type": "date", "default": "yesteday"]],
                "run.args: --d: its default does not fit: 'yesteday' is no date; did you mean yesterday?"
            ),
            (
                [["name": "--x", "type": "text", "requird": true]],
                "run.args: --x: unknown field 'requird'; did you mean required?"
            ),
            (
                [["name": "--x", "type": "choice"]],
                #"run.args: --x: is a choice without choices; add choices = { "one", "two" }"#
            ),
            ([["name": "--x", "type": "text", "required": "yes"]], "run.args: --x: 'required' must be true or false"),
            ([["name": "x", "type": "flag"]], "run.args: x: is a flag without dashes; name it --x"),
            ([["name": "--help", "type": "flag"]], "run.args: --help: is declared twice; give it another name"),
            (
                [["name": "--x y", "type": "text"]],
                "run.args: '--x y' is no name for an argument; names are like --from or file"
            ),
            (
                [["name": "a", "type": "text"], ["name": "b", "type": "text", "required": true]],
                "run.args: b: stands behind a, which may be left out; change their order, or make one an option"
            ),
            (
                [["name": "--x", "type": "text", "required": true, "default": "a"]],
                "run.args: --x: is required and has a default; drop one of the two"
            ),
            (
                [["name": "--x", "type": "folder", "default": 5]],
                "run.args: --x: its default does not fit: it must be a text"
            ),
            (
                [["name": "--x"]],
                "run.args: --x: has no type; types are text, integer, number, flag, choice, date, duration, file, output, "
                    + "folder, secret"
            ),
        ] as [(JSONValue, String)]
    )
    func badDeclarations(arguments: JSONValue, message: String) {
        let error = #expect(throws: HostError.self) { try ScriptArguments(declaration: ["arguments": arguments]) }
        #expect(error?.description == message)
    }

    @Test("the help text fits its width and says all there is to know")
    func helpText() throws {
        let text = try ScriptArguments(declaration: Self.export).help(script: "export.lua", width: 72)
        #expect(
            text == """
                usage: patchbay run export.lua --from DATE [options]

                Saves the recordings of a window of time.

                options:
                  --from DATE            start of the window (required)
                  --to DATE              end of the window, itself not included
                                         (default: now)
                  --out FOLDER           folder the files go to (default: recordings)
                  --channel CHOICE       (one of telephony, chat, email, social;
                                         default: telephony)
                  --segments             each segment by itself
                  --min-length DURATION
                  -h, --help             this text

                dates: now, today, yesterday, this week, last month, -7d, -12h,
                    2026-11-01, 2026-11-01T08:30, 2026-11-01T08:30Z

                durations: 90s, 5m, 2h, 7d or 1h30m

                """
        )
        let mixed = try ScriptArguments(declaration: Self.mixed).help(script: "s.lua", width: 72)
        #expect(mixed.hasPrefix("usage: patchbay run s.lua [options] FROM [REST …]\n\narguments:\n  FROM"))
        #expect(mixed.contains("--tag a|b"))
    }
}
