import JSON
import Synchronization
import Webex
import Wire

/// What the run of a file of tests is given besides that of any script: it hears what became of its tests, and runs other
/// scripts for them.
///
/// Safe to use from any thread.
package final class TestBench: Sendable {
    /// What is asked of a file.
    package struct Choice: Sendable {
        /// Only tests whose whole name contains this text.
        package var filter: String?
        /// Whether the file ends with the first test that fails.
        package var failsFast = false

        package init() {}
    }

    private struct State {
        var tests: [TestCase] = []
        var all = 0
        /// The place of the test that runs, and when it began.
        var running: (place: Int, began: Int64)?
        /// Whether the worker has ended: what is said then is of the run, not of a test.
        var isOver = false
    }

    let file: ScriptFile
    let folder: TestFolder
    let bounds: PathBounds
    /// An org for one more run: the same simulator, with a session of its own.
    let makeOrg: @Sendable () throws -> Run.Org
    private let choice: Choice
    private let begins: @Sendable (TestCase) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - file: the tests.
    ///   - folder: the throw-away folder of the file.
    ///   - bounds: how far the paths reach that its tests may use.
    ///   - choice: which of the tests are to run.
    ///   - makeOrg: an org for one more run.
    ///   - begins: hears of each test that begins.
    package init(
        file: ScriptFile,
        folder: TestFolder,
        bounds: PathBounds,
        choice: Choice,
        makeOrg: @escaping @Sendable () throws -> Run.Org,
        begins: @escaping @Sendable (TestCase) -> Void
    ) {
        self.file = file
        self.folder = folder
        self.bounds = bounds
        self.choice = choice
        self.makeOrg = makeOrg
        self.begins = begins
    }

    /// What the worker is to know.
    var facts: JSONValue {
        var facts: JSONObject = [
            "name": .string(file.name), "folder": .string(folder.work), "fail_fast": .bool(choice.failsFast),
        ]
        facts["filter"] = choice.filter.map(JSONValue.string)
        return .object(facts)
    }

    /// Keeps what is printed and logged while a test runs.
    package func hear(_ bytes: [UInt8]) {
        state.withLock { state in
            guard let running = state.running, !state.isOver else { return }
            state.tests[running.place].output += bytes
        }
    }

    /// Hears that the worker has ended.
    func end(at now: Int64) {
        state.withLock { state in
            state.isOver = true
            if let running = state.running { state.tests[running.place].duration = now - running.began }
        }
    }

    /// The report of the file, once its run is over.
    package func report(_ outcome: RunOutcome, duration: Int64) -> TestFileReport {
        state.withLock { state in
            // Rows that failed in a test are its own matter.
            var failure = outcome.failure.map(Console.unstyled)
            if let running = state.running?.place {
                state.tests[running].outcome = .failed
                state.tests[running].failure = TestFailure(ending: Self.withoutHeading(failure ?? "the file ended"))
                state.running = nil
                failure = nil
            }
            return TestFileReport(
                path: file.path,
                tests: state.tests,
                all: state.all,
                failure: failure.map(Self.withoutHeading),
                duration: duration
            )
        }
    }

    /// What ended a file is told below a test or the file, where "error:" says nothing more.
    private static func withoutHeading(_ failure: String) -> String {
        failure.hasPrefix("error: ") ? String(failure.dropFirst("error: ".count)) : failure
    }

    // ---- what comes through the door

    /// A test begins, in an empty folder.
    func ordered(_ ground: Run.Ground) -> [String: Door.OrderedHandler] {
        [
            "test_begin": { [self] arguments, _ in
                try folder.empty()
                _ = ground.console.flush()
                let test = state.withLock { state -> TestCase? in
                    guard let place = Self.place(arguments, state) else { return nil }
                    state.running = (place, ground.clock.now())
                    return state.tests[place]
                }
                if let test { begins(test) }
                return .done
            }
        ]
    }

    func notices(_ console: Console) -> [String: Door.NoticeHandler] {
        [
            "tests": { [self] arguments, _ in
                state.withLock { state in
                    state.all = Int(arguments["all"]?.integer ?? 0)
                    state.tests = arguments["tests"]?.array?.map { TestCase($0) } ?? []
                }
            },
            "test_end": { [self] arguments, _ in
                // What was printed before belongs to this test.
                _ = console.flush()
                state.withLock { state in
                    guard let place = Self.place(arguments, state) else { return }
                    let failure = arguments["failure"].flatMap { $0.isNull ? nil : TestFailure($0, of: file) }
                    state.tests[place].failure = failure
                    state.tests[place].outcome = failure == nil ? .passed : .failed
                    state.tests[place].duration = arguments["duration"]?.integer ?? 0
                    state.running = nil
                }
            },
        ]
    }

    private static func place(_ arguments: JSONValue, _ state: State) -> Int? {
        let place = max(0, Int(arguments["test"]?.integer ?? 0)) - 1
        return state.tests.indices.contains(place) ? place : nil
    }
}
