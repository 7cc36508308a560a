extension ScheduleDefinition {
    /// How often a run that ended badly is gone on with; nil where none can be: a simulated org is gone with its run.
    package var possibleRetries: Retries? { usesSimulator ? nil : retries }

    /// What becomes of a run that was cut off, or interrupted by a stop.
    package var possibleCutOff: CutOff { usesSimulator ? .report : cutOff }
}
