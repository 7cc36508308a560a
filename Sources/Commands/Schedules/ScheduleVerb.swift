import ArgumentParser

/// `patchbay schedule`: what is run by itself, and when.
struct ScheduleVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Have scripts and commands run by themselves, at times or intervals.",
        discussion: """
            A schedule is a file, schedules/NAME.yaml beside config.yaml, that may be edited by hand and kept in git.

              patchbay schedule add --profile acme --when "15 2 * * *" nightly recordings export --since-last
              patchbay schedule check
              patchbay schedule next
            """,
        subcommands: [
            ScheduleAddVerb.self,
            ScheduleListVerb.self,
            ScheduleShowVerb.self,
            ScheduleNextVerb.self,
            ScheduleCheckVerb.self,
            ScheduleHistoryVerb.self,
            ScheduleRunNowVerb.self,
            SchedulePauseVerb.self,
            ScheduleResumeVerb.self,
            ScheduleRemoveVerb.self,
            ScheduleExportVerb.self,
        ],
        defaultSubcommand: ScheduleListVerb.self
    )
}
