namespace Mdlc.Starter.Demo;

/// <summary>The files of a demo, in its home. Writing them again gives the same files.</summary>
internal sealed class DemoFiles(string home)
{
    public string State => Path.Combine(home, "demo.json");

    public string Spec => Path.Combine(home, "model.yaml");

    public string FirstData => Path.Combine(home, "data", "demand-2023.csv");

    public string LaterData => Path.Combine(home, "data", "demand-2025.csv");

    public void WriteFirst(string project, string trainer)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FirstData)!);
        Write(FirstData, DemandData.FirstYears());
        Write(Spec, SpecText(project, trainer));
    }

    public void WriteLater() => Write(LaterData, DemandData.LaterYears());

    private static void Write(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static string SpecText(string project, string trainer) => $$$"""
        # How many bikes are rented in an hour, by weather, season and kind of day.
        apiVersion: mdlc/v1
        project: {{{project}}}
        model: bike-demand
        task: regression
        label: rentals
        source: {csv: data/demand-2023.csv, delimiter: ",", header: true}
        expectations:
          - {column: rentals, notNull: true, min: 0}
          - {column: weather, oneOf: [clear, cloudy, rain]}
          - {column: humidity, min: 0, max: 100, severity: warn}
          - {rows: {min: 1000}}
        split: {by: hash, test: 0.2, seed: 1, key: [timestamp]}
        train: {trainer: {{{trainer}}}, seed: 1}
        tune: {trials: 4}
        evaluate: {metric: rmse, slices: [season, working_day]}
        gate:
          limits: {rmse: {max: 60}}
          champion: {kind: nonInferior, margin: {standardErrors: 3, atMost: 5%}}
        deploy: {target: local}
        monitor: {reference: training}

        """;
}
