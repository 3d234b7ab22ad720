namespace Mdlc.Learning.Statistics;

/// <summary>A test's statistic and its two-sided p-value (one-sided where the test has one side only, such as chi-square).</summary>
public readonly record struct TestResult(double Statistic, double PValue);
