import Host
import Simulator
import Webex

/// Files of tests that are run together: a few at a time, told in their order.
struct TestSuite: Sendable {
    /// What holds for every file.
    struct Options: Sendable {
        var choice: TestBench.Choice
        var limits: RunLimits
        var simulator: SimulatorOptions
        /// Files that are run at once.
        var jobs: Int
    }

    let files: [ScriptFile]
    let options: Options
    let surroundings: Surroundings
    /// Hears of each file, in their order, as soon as it and those before it are done.
    let told: @Sendable (TestFileReport) -> Void

    /// Runs them until all are done, one fails where that is the end, or the task is cancelled.
    ///
    /// - Returns: the reports of the files that were begun, in their order.
    func run() async throws -> [TestFileReport] {
        defer { surroundings.console.show(status: "") }
        return try await withThrowingTaskGroup(of: (Int, TestFileReport).self) { group in
            var done: [Int: TestFileReport] = [:]
            var next = 0, tellable = 0
            func begin() {
                guard next < files.count, !Task.isCancelled else { return }
                if options.choice.failsFast, done.values.contains(where: { !$0.isFine }) { return }
                let number = next
                next += 1
                group.addTask { (number, try await report(number)) }
            }
            for _ in 0..<options.jobs { begin() }
            while let (number, report) = try await group.next() {
                done[number] = report
                surroundings.console.show(status: "")
                while let report = done[tellable] {
                    told(report)
                    tellable += 1
                }
                begin()
            }
            return done.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// Runs one file in a place of its own.
    private func report(_ number: Int) async throws -> TestFileReport {
        let temporary = surroundings.environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        let folder = try TestFolder(in: temporary)
        defer { folder.remove() }
        let apart = surroundings.apart(home: folder.home)
        let org = try await RunOrg(simulator: options.simulator, settings: SessionSettings())
        let report: TestFileReport
        do {
            var ground = try await org.ground(apart)
            // The person's own home is out of reach as well, where there is one.
            ground.outOfReach += (try? surroundings.vault().outOfReach(currentFolder: ground.currentFolder)) ?? []
            let bench = bench(number, folder, org: ground.org, in: ground.currentFolder) { try org.session(apart) }
            report = await TestFileRun(bench: bench, ground: ground, limits: options.limits).run()
        } catch {
            await org.close()
            throw error
        }
        await org.close()
        return report
    }

    private func bench(
        _ number: Int,
        _ folder: TestFolder,
        org: Run.Org?,
        in currentFolder: String,
        session: @escaping @Sendable () throws -> Session
    ) -> TestBench {
        let file = files[number]
        let console = surroundings.console
        let count = files.count
        return TestBench(
            file: file,
            folder: folder,
            bounds: PathBounds(writable: folder.work, readable: [file.folder, currentFolder]),
            choice: options.choice,
            makeOrg: {
                guard var org else { throw HostError(.unavailable, file.path, "has no simulator") }
                org.session = try session()
                return org
            },
            begins: { test in
                let text = Console.plain("[\(number + 1)/\(count)] \(file.name): \(test.name)")
                console.show(status: String(text.prefix(max(20, console.width - 1))))
            }
        )
    }
}
