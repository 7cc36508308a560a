import ArgumentParser

/// Where schedules are.
struct ScheduleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the schedules; else PATCHBAY_SCHEDULES, else schedules beside config.yaml.",
            valueName: "folder"
        )
    )
    var schedules: String?

    func validate() throws {
        guard schedules?.isEmpty != true else { throw ValidationError("--schedules takes the path of a folder") }
    }
}
