using Mdlc.Catalog;
using Mdlc.Training.Bench;

if (args is ["plain", var job])
{
    return PlainProgram.Run(job);
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n{BenchOptions.Usage}");
    return 2;
}

var folder = options.Home ?? Directory.CreateTempSubdirectory("mdlc-bench-").FullName;
Directory.CreateDirectory(folder);
try
{
    var home = new Home(Path.Combine(folder, "home"));
    await (options.Overhead ? new OverheadBench(options, home, folder).RunAsync(Console.Out) : new TrainingBench(options, home, folder).RunAsync(Console.Out));
    return 0;
}
finally
{
    if (options.Home is null)
    {
        Directory.Delete(folder, recursive: true);
    }
}
