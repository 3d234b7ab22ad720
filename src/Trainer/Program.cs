using System.Globalization;
using Mdlc.Trainer;

// ML.NET writes a model in the current culture; a model must be the same on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

if (args is not [var jobFile])
{
    await Console.Error.WriteLineAsync("Found no job, expected the path of a training job's JSON file; this program is started by a worker.");
    return 2;
}

var parent = ParentWatch.Start(Console.In);
return await TrainingProgram.RunAsync(jobFile, Console.Out, TimeProvider.System, () => parent.HasToldToStop);
