namespace Mdlc.Unit.Tests.Spec;

/// <summary>Specs that several tests read.</summary>
internal static class SpecExamples
{
    public const string File = "/models/adult/model.yaml";

    public const string Minimal = """
        apiVersion: mdlc/v1
        model: adult-income
        task: binary
        label: income
        source: {csv: data/adult.csv}
        """;

    /// <summary>The documentation's example: it names most keys once.</summary>
    public const string Documented = """
        apiVersion: mdlc/v1
        project: demo
        model: adult-income
        task: binary
        label: income
        positive: ">50K"
        source: {csv: data/adult.csv}
        ignore: [fnlwgt]
        time: null
        transform: {columns: {zip: category}}
        expectations:
          - {column: age, notNull: true, min: 0, max: 120}
          - {column: workclass, oneOf: [Private, State-gov], severity: warn}
          - {rows: {min: 1000}}
          - {quarantine: {maxShare: 0.05}}
        split: {by: hash, test: 0.2, seed: 1}
        train: {trainer: lightgbm, seed: 1, params: {}}
        tune:
          trials: 0
          space:
            parameters:
              - {name: learningRate, parameterType: double, feasibleSpace: {min: "0.005", max: "0.5", distribution: logUniform}}
              - {name: plan.highCardinality, parameterType: categorical, feasibleSpace: {list: [target, native]}}
              - {name: categoricalSmoothing, parameterType: int, feasibleSpace: {min: 1, max: 101, step: 10}, condition: {param: plan.highCardinality, in: [native]}}
        evaluate: {metric: auc, slices: [sex]}
        gate:
          limits: {auc: {min: 0.85}}
          champion: {kind: nonInferior, margin: {standardErrors: 3, atMost: 0.02}}
        deploy: {target: local}
        monitor: {reference: training}
        triggers:
          schedule: {cron: "0 3 * * *", timeZone: Europe/Zurich, catchUp: 24h, jitter: 5m}
          data: {minRows: 1000, debounce: 5m, maxWait: 1h}
          drift: {cooldown: 24h}
        limits: {cooldown: 30m, maxRunsPerDay: 24}
        """;

    /// <summary>A minimal spec with lines added.</summary>
    public static string With(string lines) => Minimal + "\n" + lines;

    /// <summary>A minimal spec in which one text is another.</summary>
    public static string Where(string found, string replacement) => Minimal.Replace(found, replacement, StringComparison.Ordinal);
}
