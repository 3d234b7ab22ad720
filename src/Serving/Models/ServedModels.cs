namespace Mdlc.Serving.Models;

/// <summary>The table of what is served, swapped as a whole: readers take it once and see one moment.</summary>
internal sealed class ServedModels
{
    private readonly Lock _changing = new();
    private ModelTable _table = ModelTable.Empty;
    private bool _ready;

    public ModelTable Table => Volatile.Read(ref _table);

    /// <summary>Whether everything that was wanted when the server started is loaded, or was found not to load.</summary>
    public bool IsReady
    {
        get => Volatile.Read(ref _ready);
        set => Volatile.Write(ref _ready, value);
    }

    public void Serve(LoadedModel loaded) => Change(table => table.With(loaded));

    public void Remove(string project, string model) => Change(table => table.Without(project, model));

    // Loads of different models end at the same time: without the lock one of two changes could be lost.
    private void Change(Func<ModelTable, ModelTable> change)
    {
        lock (_changing)
        {
            Volatile.Write(ref _table, change(_table));
        }
    }
}
