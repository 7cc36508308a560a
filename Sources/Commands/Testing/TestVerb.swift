import ArgumentParser
import Glibc
import Host
import JSON
import Simulator
import Webex

/// `patchbay test`: runs files of tests.
struct TestVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run tests of scripts and rules, against a fresh simulator.",
        usage: "patchbay test [<options>] [<file or folder> …]",
        discussion: """
            A file of tests is Lua:

              local cc, test = require "cc", require "test"
              describe("clean-up.lua", function()
                  it("leaves agents with a team alone", function()
                      local done = test.run { "clean-up.lua", "--min-age", "30d" }
                      expect(done.exit_code).to_be(0)
                      expect(cc.user.get { email = "agent00001@example.com" }.teamIds).never.to_equal {}
                  end)
              end)

            Folders are searched for files named *_test.lua, those that begin with a dot left out. Each file has a \
            worker, a simulator and a home of its own, all gone afterwards; test.folder is emptied before each test. \
            test.replay("clean-up.lua", "clean-up.recording") runs a script on what patchbay run --record kept. No \
            profile, no PATCHBAY_ variable and no secret is used, and no other host is reached: a test cannot touch a \
            real org. patchbay stubs tells editors what there is to call.

            The report is standard output. Exit codes: 0 all passed; 1 a test or a file failed; 2 usage, or there is \
            nothing to run; 130 interrupted.
            """
    )

    @Argument(help: ArgumentHelp("Files of tests, and folders with some.", valueName: "file or folder"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("Run only tests whose whole name contains this.", valueName: "text"))
    var filter: String?

    @Flag(help: "End with the first test that fails.")
    var failFast = false

    @Option(help: ArgumentHelp("Files that are run at once.", valueName: "n"))
    var jobs = 2

    @Flag(help: "The report as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write the report for CI as well: XML as JUnit has it.", valueName: "file"))
    var junit: String?

    @OptionGroup(title: "Simulator") var size: SimulatorSize

    @Option(help: ArgumentHelp("Wall-clock time that a file may take.", valueName: "duration"))
    var timeout = MillisecondsArgument("60s")

    @Option(help: ArgumentHelp("CPU time that a file may use, and each script that it runs.", valueName: "duration"))
    var cpuTime = MillisecondsArgument("30s")

    @Option(help: ArgumentHelp("Memory that a file may use, and each script that it runs.", valueName: "size"))
    var maxMemory = BytesArgument("256M")

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is \(jobs), but must be 1 to 64") }
        guard filter != "" else { throw ValidationError("--filter is empty; leave it out to run all tests") }
        guard timeout.milliseconds > 0, cpuTime.milliseconds > 0 else {
            throw ValidationError("--timeout and --cpu-time must be more than 0")
        }
        guard maxMemory.bytes >= 1 << 20 else {
            throw ValidationError("--max-memory is \(maxMemory), but must be 1M or more")
        }
    }

    func run() async throws {
        let surroundings = Surroundings()
        try await surroundings.perform {
            let folder = try surroundings.currentFolder()
            let files = try TestFiles.at(paths, currentFolder: folder)
            let document = try junit.map { path throws(HostError) in
                try JUnitDocument(path, currentFolder: folder)
            }
            let tell = TestText(console: surroundings.console, environment: surroundings.environment)
            let suite = TestSuite(
                files: files,
                options: options,
                surroundings: surroundings,
                told: { report in if !json { tell.tell(report) } }
            )
            let began = WallClock.system.now()
            let work = Task { try await suite.run() }
            let interrupts = InterruptWatch { work.cancel() }
            let reports = try await work.value
            interrupts.end()
            try document?.write(reports)
            if json {
                try surroundings.emit(TestJSON.document(reports).pretty())
            } else {
                tell.tellTotals(reports, duration: WallClock.system.now() - began)
                try surroundings.emit([])
            }
            try judge(reports, isInterrupted: work.isCancelled)
        }
    }

    private var options: TestSuite.Options {
        var choice = TestBench.Choice()
        choice.filter = filter
        choice.failsFast = failFast
        var limits = RunLimits()
        limits.timeout = timeout.milliseconds
        limits.cpuTime = cpuTime.milliseconds
        limits.memory = maxMemory.bytes
        var simulator = size.options
        // Tests are about what scripts do, not about how long a minute is.
        simulator.rateLimit = size.rateLimit ?? 0
        return TestSuite.Options(choice: choice, limits: limits, simulator: simulator, jobs: jobs)
    }

    /// Ends with the exit code that the reports come to.
    private func judge(_ reports: [TestFileReport], isInterrupted: Bool) throws {
        if isInterrupted { throw ArgumentParser.ExitCode(Host.ExitCode.interrupted) }
        guard reports.allSatisfy(\.isFine) else { throw ArgumentParser.ExitCode(Host.ExitCode.scriptError) }
        if let filter, reports.allSatisfy(\.tests.isEmpty), reports.contains(where: { $0.all > 0 }) {
            throw HostError(
                .notFound,
                "--filter",
                "no test's name contains '\(filter)'",
                hint: "a whole name is that of each describe around a test, then its own, with blanks between"
            )
        }
        guard reports.contains(where: { $0.all > 0 }) else {
            throw HostError(
                .notFound,
                "tests",
                "there is none in these files",
                hint: "a test is it(\"does so\", function() … end)"
            )
        }
    }
}
