using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Plans.Bench;

const string Usage = """
    Trains lightgbm by each way of making features and of finding the number of iterations, on each set and split, and compares on the test rows.
      --data FOLDER    the sets, a folder each (see DataSets.cs); those that are not there are left out
      --home FOLDER    keeps what was read, and each result as it comes, so that a run that was ended goes on
      --seeds N        splits of each set (3)
      --sets a,b       some sets alone
      --variants a,b   some ways alone
      --portfolio      instead: which configurations a search should try first (Configuration.cs has those that are compared)
      --table          what there is so far, and no training
    """;

var (data, home, seeds, onlyTable, isPortfolio) = ((string?)null, (string?)null, 3, false, false);
string[] sets = [], variants = [];
for (var i = 0; i < args.Length; i++)
{
    if (args[i] is "--table" or "--portfolio")
    {
        onlyTable |= args[i] == "--table";
        isPortfolio |= args[i] == "--portfolio";
    }
    else if (i + 1 < args.Length && args[i] is "--data" or "--home" or "--seeds" or "--sets" or "--variants")
    {
        var value = args[++i];
        (data, home, seeds, sets, variants) = args[i - 1] switch
        {
            "--data" => (value, home, seeds, sets, variants),
            "--home" => (data, value, seeds, sets, variants),
            "--seeds" => (data, home, int.Parse(value, CultureInfo.InvariantCulture), sets, variants),
            "--sets" => (data, home, seeds, value.Split(','), variants),
            _ => (data, home, seeds, sets, value.Split(',')),
        };
    }
    else
    {
        await Console.Error.WriteLineAsync($"found '{args[i]}', which is no option, or lacks its value\n{Usage}");
        return 2;
    }
}

if (data is null || home is null)
{
    await Console.Error.WriteLineAsync($"--data and --home are needed\n{Usage}");
    return 2;
}

Directory.CreateDirectory(home);
var results = new ResultFile(Path.Combine(home, isPortfolio ? "trials.jsonl" : "results.jsonl"));
if (!onlyTable)
{
    var bench = new PlanBench(new Home(Path.Combine(home, "home")), results, Console.Out);
    DataSet[] compared = [.. DataSets.In(data, home).Where(set => sets.Length == 0 || sets.Contains(set.Name))];
    await (isPortfolio
        ? bench.TryAsync(compared)
        : bench.RunAsync(compared, [.. PlanVariant.All.Where(variant => variants.Length == 0 || variants.Contains(variant.Name))], seeds));
}

await (isPortfolio ? Portfolio.WriteAsync(results.Read(), Console.Out) : ResultTable.WriteAsync(results.Read(), Console.Out));
return 0;
