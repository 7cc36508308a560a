import Schedule
import Testing
