import Glibc
import JSON
import TestSupport
import Testing

/// A home, a current folder and an environment of a test's own, in which it runs the real command.
///
/// The current folder is `work`; the examples lie in it as in a clone, so that a test may change them.
struct Place: Sendable {
    let folder: TemporaryFolder
    /// The whole environment of what is run here.
    var environment: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        environment = [
            "PATCHBAY_HOME": folder.path("home"), "HOME": folder.path("person"),
            "PATH": ProductBinaries.folder + ":/usr/bin:/bin",
        ]
        for name in ["work", "person"] { try folder.makeFolder(name) }
        for name in SmallFile.names(Repository.path("examples")) where name.hasSuffix(".lua") {
            try folder.write("work/examples/" + name, #require(Repository.text("examples/" + name)))
        }
    }

    /// The current folder of what is run here.
    var work: String { folder.path("work") }

    /// Writes a script into the current folder.
    func script(_ name: String, _ source: String) throws { try folder.write("work/" + name, source) }

    /// A file of the current folder; nil when there is none.
    func text(_ name: String) -> String? { folder.text("work/" + name) }

    /// Runs `patchbay` with the words of a line; a word with blanks is an item of `more`.
    func patchbay(
        _ line: String,
        _ more: String...,
        errors: ProgramRun.Errors = .pipe,
        allowed: Int = 60
    ) async throws -> ProgramRun.Outcome {
        try await start(line, more, errors: errors, allowed: allowed).outcome()
    }

    /// Starts `patchbay` and leaves it running.
    func start(
        _ line: String,
        _ more: [String] = [],
        errors: ProgramRun.Errors = .pipe,
        allowed: Int = 60
    ) throws -> ProgramRun {
        try ProgramRun(
            ProductBinaries.patchbay,
            line.split(separator: " ").map(String.init) + more,
            environment: environment,
            folder: work,
            errors: errors,
            allowed: allowed
        )
    }

    /// Runs the example of the export into `folder`, against the profile that a simulator wrote.
    func export(_ options: String = "", out folder: String = "recordings") async throws -> ProgramRun.Outcome {
        try await patchbay("run --profile demo examples/export-recordings.lua --from -8d --out \(folder) \(options)")
    }

    /// Runs a shell line here, with `patchbay` on its path.
    func shell(_ line: String, allowed: Int = 60) async throws -> ProgramRun.Outcome {
        try await ProgramRun.run(
            "/bin/sh",
            ["-c", line],
            environment: environment,
            folder: work,
            allowed: allowed
        )
    }

    /// The files beneath the current folder that a run left behind: dotfiles, since its temporary files are such.
    var leftOvers: [String] {
        folder.files().filter { name in name.split(separator: "/").contains { $0.hasPrefix(".") } }
    }
}

/// The clone that the tests lie in.
enum Repository {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    static func path(_ name: String) -> String { root + "/" + name }

    static func text(_ name: String) -> String? { SmallFile.text(path(name)) }
}
