import Experiments
import Testing

/// Runs at a time and threads of each never ask for more processors than there are.
@Suite struct ThreadPlanTests {
  @Test(
    arguments: [
      // jobs, threads, runs, processors: runs at a time, threads of each
      (nil, nil, 100, 2, 2, 1), (nil, nil, 1, 2, 1, 2), (nil, nil, 3, 8, 3, 2), (nil, 4, 100, 8, 2, 4),
      (nil, 2, 1, 8, 1, 2), (1, nil, 100, 2, 1, 2), (3, nil, 100, 8, 3, 2), (8, nil, 2, 8, 8, 4), (2, 2, 10, 4, 2, 2),
      (4, nil, 100, 2, 4, 1), (nil, nil, 0, 2, 1, 2), (2, 1, 10, 1, 2, 1),
    ] as [(Int?, Int?, Int, Int, Int, Int)])
  func sharesProcessors(jobs: Int?, threads: Int?, runs: Int, processors: Int, atATime: Int, each: Int) throws {
    let plan = try ThreadPlan(jobs: jobs, threads: threads, runs: runs, processors: processors)
    #expect(plan.jobs == atATime && plan.threads == each, "\(plan)")
    if jobs == nil { #expect(min(plan.jobs, max(1, runs)) * plan.threads <= processors) }
  }

  @Test(
    arguments: [(2, 2, 10, 2), (nil, 3, 10, 2), (4, 3, 10, 8), (0, nil, 1, 2), (nil, 0, 1, 2), (-1, 1, 1, 2)]
      as [(Int?, Int?, Int, Int)])
  func refusesMoreThanThereIs(jobs: Int?, threads: Int?, runs: Int, processors: Int) {
    #expect(throws: ExperimentError.self) {
      try ThreadPlan(jobs: jobs, threads: threads, runs: runs, processors: processors)
    }
  }
}
