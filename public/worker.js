// Boots one build of the lab's worker from a module that was fetched and compiled elsewhere.
self.onmessage = async ({ data }) => {
  self.onmessage = null;
  self.boot = data;
  try {
    const glue = await import(data.glue);
    await glue.default({ module_or_path: data.module });
  } catch (error) {
    self.postMessage(String(error));
  }
};
